import t from 'tap';
import {
  entriesDirectory,
  entryName,
  entryPattern,
  kernelKey,
  olderEntryName,
  parseAnyGenerationEntry,
  parseGenerationEntry,
  payloadPath,
} from '../../src/decide/entry-files.ts';

const token = '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68';
const id = '20261129180512AbCdEfGh';

t.test('the name of an entry is read as it was written', (t) => {
  for (const type of [1, 2] as const)
    for (const tries of [null, 3, 0])
      t.strictSame(parseGenerationEntry(token, entryName(token, id, tries, type)), {
        type,
        id,
        kernel: null,
        left: tries,
        done: null,
      });
  t.strictSame(parseGenerationEntry(token, `${token}-gen-${id}+2-1.conf`), {
    type: 1,
    id,
    kernel: null,
    left: 2,
    done: 1,
  });
  t.strictSame(parseGenerationEntry(token, `${token}-gen-${id}+2-1.efi`), {
    type: 2,
    id,
    kernel: null,
    left: 2,
    done: 1,
  });
  t.end();
});

t.test('entries of others', (t) => {
  const others = [
    `${token}-6.12.2.conf`,
    `${token}-gen-6.12.2.conf`,
    `${token}-gen-${id}`,
    `${token}-gen-${id}.efi.bak`,
    `${token}-6.12.2.efi`,
    `${token}-gen-${id}x.conf`,
    `other-gen-${id}.conf`,
  ];
  for (const name of others) t.equal(parseGenerationEntry(token, name), null, name);
  t.end();
});

t.test('places', (t) => {
  t.equal(
    payloadPath('debian', 'linux', '6.12.2', 'ab'.repeat(32)),
    'debian/gen/linux-6.12.2-abababababababab',
  );
  t.equal(entryPattern('debian'), 'debian-gen-*');
  t.equal(entriesDirectory(1), 'loader/entries');
  t.equal(entriesDirectory(2), 'EFI/Linux');
  t.end();
});

t.test('the name of an entry whatever its token', async (t) => {
  t.match(parseAnyGenerationEntry(`machine-gen-${id}+2-1.conf`), {
    token: 'machine',
    id,
    left: 2,
    done: 1,
    type: 1,
  });
  t.match(parseAnyGenerationEntry(`a-gen-b-gen-${id}.efi`), { token: 'a-gen-b', id, left: null, type: 2 });
  for (const name of [
    `-gen-${id}.conf`,
    `machine-${id}.conf`,
    `machine-gen-${id}x.conf`,
    `machine-gen-${id}.txt`,
    'x',
  ])
    t.equal(parseAnyGenerationEntry(name), null, name);
});

t.test('the name of the entry of an older kernel', async (t) => {
  for (const type of [1, 2] as const)
    for (const release of [
      '6.6.58-1-lts',
      '6.1.0-9-amd64',
      '6.6.31+rpt-rpi-v8',
      '6.12.0+3',
      'x+2-1',
      '5.10_ü',
    ])
      t.strictSame(
        parseGenerationEntry(token, olderEntryName(token, id, release, type)),
        { type, id, kernel: kernelKey(release), left: null, done: null },
        release,
      );
  t.equal(olderEntryName('debian', id, '6.12.0+3', 1), `debian-kernel-${id}-6.12.0_3.conf`);
  t.notMatch(olderEntryName('debian', id, '6', 2), /^debian-gen-/, 'the default is none of these');
  t.equal(parseGenerationEntry(token, `other-kernel-${id}-6.conf`), null);
  t.equal(parseAnyGenerationEntry(`other-kernel-${id}-6.conf`)?.token, 'other');
  for (const name of [`${token}-kernel-${id}.conf`, `${token}-kernel-6.12-6.conf`, `-kernel-${id}-6.conf`])
    t.equal(parseAnyGenerationEntry(name), null, name);
});
