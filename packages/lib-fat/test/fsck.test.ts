import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import t from 'tap';
import { readFatState, repairFat } from '../src/fsck.ts';

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
