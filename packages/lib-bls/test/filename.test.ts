import fc from 'fast-check';
import t from 'tap';
import {
  hasCounter,
  isType1Name,
  isType2Name,
  parseEntryName,
  withAllTries,
  withoutCounter,
} from '../src/filename.ts';

const cases: readonly (readonly [
  name: string,
  stem: string,
  left: number | null,
  done: number | null,
  suffix: string,
  allTries: string,
])[] = [
  ['a.conf', 'a', null, null, '.conf', 'a.conf'],
  ['a+3.conf', 'a', 3, null, '.conf', 'a+3.conf'],
  ['a+3-0.conf', 'a', 3, 0, '.conf', 'a+3.conf'],
  ['a+2-1.conf', 'a', 2, 1, '.conf', 'a+3.conf'],
  ['a+0-3.efi', 'a', 0, 3, '.efi', 'a+3.efi'],
  ['a+0.conf', 'a', 0, null, '.conf', 'a+0.conf'],
  ['a+003-02.conf', 'a', 3, 2, '.conf', 'a+5.conf'],
  ['6.12.1-arch1-1+3.conf', '6.12.1-arch1-1', 3, null, '.conf', '6.12.1-arch1-1+3.conf'],
  ['a+999999999-1.conf', 'a', 999_999_999, 1, '.conf', 'a+1000000000.conf'],
  ['a+2147483647-9.conf', 'a', 2_147_483_647, 9, '.conf', 'a+2147483647.conf'],
  // No counters.
  ['a+2147483648.conf', 'a+2147483648', null, null, '.conf', 'a+2147483648.conf'],
  ['a+3-99999999999.conf', 'a+3-99999999999', null, null, '.conf', 'a+3-99999999999.conf'],
  ['a+b.conf', 'a+b', null, null, '.conf', 'a+b.conf'],
  ['a+.conf', 'a+', null, null, '.conf', 'a+.conf'],
  ['a+3-.conf', 'a+3-', null, null, '.conf', 'a+3-.conf'],
  ['a+-1.conf', 'a+-1', null, null, '.conf', 'a+-1.conf'],
  ['a+3x.conf', 'a+3x', null, null, '.conf', 'a+3x.conf'],
  ['a-3.conf', 'a-3', null, null, '.conf', 'a-3.conf'],
  ['5.0+deb.conf', '5.0+deb', null, null, '.conf', '5.0+deb.conf'],
  // The last one counts.
  ['a+1+2.conf', 'a+1', 2, null, '.conf', 'a+1+2.conf'],
  ['', '', null, null, '', ''],
  ['a', 'a', null, null, '', 'a'],
  ['+3.conf', '', 3, null, '.conf', '+3.conf'],
  ['a+3.CONF', 'a', 3, null, '.CONF', 'a+3.CONF'],
];

t.test('names of entries', async (t) => {
  for (const [name, stem, left, done, suffix, allTries] of cases) {
    t.strictSame(parseEntryName(name), { stem, left, done, suffix }, name);
    t.equal(withAllTries(name), allTries, name);
    t.equal(withoutCounter(name), stem + suffix, name);
    t.equal(hasCounter(name), left !== null, name);
  }
});

t.test('an entry is the same one whatever its counter', async () => {
  const stem = fc
    .string({ unit: fc.constantFrom(...'ab.-+12'), maxLength: 8 })
    .filter((text) => !/\+\d+(-\d+)?$/.test(text));
  const count = fc.nat({ max: 99 });
  fc.assert(
    fc.property(stem, count, count, fc.constantFrom('.conf', '.efi'), (text, left, done, suffix) => {
      const name = `${text}+${left}-${done}${suffix}`;
      if (withoutCounter(name) !== text + suffix) throw new Error(`${name} is ${withoutCounter(name)}`);
      if (withAllTries(name) !== `${text}+${left + done}${suffix}`) throw new Error(withAllTries(name));
      if (withAllTries(withAllTries(name)) !== withAllTries(name)) throw new Error('twice is not once');
    }),
  );
});

t.test('names that a boot loader lists', async (t) => {
  const cases: readonly (readonly [name: string, type: 1 | 2 | null])[] = [
    ['a.conf', 1],
    ['A.CONF', 1],
    ['a+3.Conf', 1],
    ['a.efi.conf', 1],
    ['automatic.conf', 1],
    ['a.efi', 2],
    ['A+0-3.EFI', 2],
    ['.a.conf', null],
    ['.conf', null],
    ['auto-a.conf', null],
    ['Auto-a.conf', null],
    ['auto-.conf', null],
    ['.a.efi', null],
    ['auto-a.efi', null],
    ['conf', null],
    ['a.conf.bak', null],
    ['a.conf~', null],
    ['a.confx', null],
    ['TWIN0000.TMP', null],
    ['', null],
  ];
  for (const [name, type] of cases) {
    t.equal(isType1Name(name), type === 1, name);
    t.equal(isType2Name(name), type === 2, name);
  }
});

t.test('giving tries back once more changes nothing', async () => {
  const count = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 2 ** 31 - 3, max: 2 ** 31 + 3 }));
  fc.assert(
    fc.property(count, count, (left, done) => {
      const once = withAllTries(`a+${left}-${done}.conf`);
      return withAllTries(once) === once;
    }),
  );
});
