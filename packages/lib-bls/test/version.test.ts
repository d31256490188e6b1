import fc from 'fast-check';
import t from 'tap';
import { compareVersions } from '../src/version.ts';

/** Each list from the oldest to the newest. */
const ascending: readonly (readonly string[])[] = [
  // The chain and the examples of UAPI.10.
  [
    '122.1',
    '123~rc1-1',
    '123',
    '123-a',
    '123-a.1',
    '123-1',
    '123-1.1',
    '123^post1',
    '123.a-1',
    '123.1-1',
    '123a-1',
    '124-1',
  ],
  ['bar-123', 'foo-123'],
  ['123', '123a'],
  ['123', '123.a', '123.b'],
  ['123.a', '123a'],
  ['B', 'a'],
  ['~', '', '0', '0.', '0.0'],
  ['1~rc1', '1', '1-1', '1^1', '1.1'],
  // Kernels, as distributions call them.
  ['6.6.1', '6.6.2', '6.6.10', '6.12.0'],
  ['6.6.0-rc1', '6.6.0-rc2', '6.6.0-rc10'],
  ['6.1.0-9-amd64', '6.1.0-10-amd64'],
  ['6.12.5-arch1-1', '6.12.5-arch1-2', '6.12.5-arch2-1', '6.12.10-arch1-1'],
  ['5.14.0-362.8.1.el9_3.x86_64', '5.14.0-362.24.1.el9_3.x86_64', '5.14.0-427.13.1.el9_4.x86_64'],
  ['6.8.0-9-generic', '6.8.0-31-generic'],
];

/** Pairs that are the same version. */
const equal: readonly (readonly [string, string])[] = [
  ['11', '11'],
  ['systemd-123', 'systemd-123'],
  ['11α', '11β'],
  ['0001', '1'],
  ['1_2', '1 2'],
  ['', ''],
  ['_', ''],
];

t.test('the order of versions', async (t) => {
  for (const list of ascending) {
    for (const [at, older] of list.entries()) {
      for (const newer of list.slice(at + 1)) {
        t.ok(compareVersions(older, newer) < 0, `${older} is older than ${newer}`);
        t.ok(compareVersions(newer, older) > 0, `${newer} is newer than ${older}`);
      }
    }
  }
  for (const [a, b] of equal) t.equal(compareVersions(a, b), 0, `${a} is ${b}`);
});

t.test('it is an order: of any three versions', async () => {
  const version = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'01aB.-~^_+ '), maxLength: 8 }),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      if (compareVersions(a, a) !== 0) throw new Error('not the same as itself');
      if (Math.sign(compareVersions(a, b)) !== -Math.sign(compareVersions(b, a)))
        throw new Error('not antisymmetric');
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0 && compareVersions(a, c) > 0)
        throw new Error('not transitive');
    }),
    { numRuns: 5000 },
  );
});

t.test('very long numbers are compared whole', async (t) => {
  t.ok(compareVersions(`1${'0'.repeat(400)}`, `1${'0'.repeat(399)}1`) < 0);
  t.ok(compareVersions('9007199254740993', '9007199254740992') > 0);
});
