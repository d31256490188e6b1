import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import t from 'tap';
import { fatStateOf } from '../src/fat-state.ts';
import { readFatState, repairFat } from '../src/fsck.ts';

/** A first sector with these bytes set. */
function sector(bytes: Readonly<Record<number, number>>): Uint8Array {
  const made = new Uint8Array(512);
  made.set([0x55, 0xaa], 510);
  for (const [at, value] of Object.entries(bytes)) made[Number(at)] = value;
  return made;
}

const cases: readonly [string, Uint8Array, { isDirty: boolean } | null][] = [
  ['FAT32, clean', sector({}), { isDirty: false }],
  ['FAT32, dirty', sector({ 65: 1 }), { isDirty: true }],
  [
    'FAT16, clean, with a drive number where FAT32 has the state',
    sector({ 22: 1, 65: 1 }),
    { isDirty: false },
  ],
  ['FAT16, dirty', sector({ 22: 1, 37: 1 }), { isDirty: true }],
  ['other bits', sector({ 65: 2 }), { isDirty: false }],
  ['no signature', new Uint8Array(512), null],
  ['cut off', sector({}).subarray(0, 511), null],
];
for (const [name, bytes, state] of cases) t.test(name, async (t) => t.same(fatStateOf(bytes), state));

const missing = spawnSync('fsck.vfat', ['-V']).error !== undefined && 'dosfstools is not installed';

t.test('a volume that was left dirty is repaired', { skip: missing }, async (t) => {
  const image = `${t.testdir()}/fat.img`;
  writeFileSync(image, '');
  truncateSync(image, 40 * 2 ** 20);
  t.equal(spawnSync('mkfs.vfat', ['-F', '32', image]).status, 0);
  t.same(await readFatState(image), { isDirty: false });
  t.equal(await repairFat(image), false, 'nothing to repair');

  const fd = openSync(image, 'r+');
  writeSync(fd, Uint8Array.of((readFileSync(image)[65] ?? 0) | 1), 0, 1, 65);
  closeSync(fd);
  t.same(await readFatState(image), { isDirty: true });
  t.equal(await repairFat(image), true, 'repaired');
  t.same(await readFatState(image), { isDirty: false });
});

t.test('what is no FAT cannot be repaired', { skip: missing }, async (t) => {
  const image = `${t.testdir()}/none.img`;
  writeFileSync(image, Buffer.alloc(2 ** 20, 1));
  t.equal(await readFatState(image), null);
  await t.rejects(repairFat(image), { name: 'ToolError' });
});
