import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import t from 'tap';
import { device } from '../../../lib-blockdev/test/device-fixture.ts';
import { readPartitionPlace } from '../../src/gather/partition-place.ts';

/** A partition in sysfs, with a disk of a block size. */
function newSys(test: { testdir(): string }, files: Readonly<Record<string, string>>): string {
  const root = test.testdir();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/sys/devices/${path}`), { recursive: true });
    writeFileSync(`${root}/sys/devices/${path}`, `${text}\n`);
  }
  mkdirSync(`${root}/sys/dev/block`, { recursive: true });
  symlinkSync('../../devices/sda/sda2', `${root}/sys/dev/block/8:2`);
  symlinkSync('../../devices/dm', `${root}/sys/dev/block/253:0`);
  return root;
}
const partition = { 'sda/sda2/partition': '2', 'sda/sda2/start': '2048', 'sda/sda2/size': '614400' };
const sda2 = device('/dev/sda2', { majmin: '8:2', type: 'part' });

t.test('in blocks of the disk', async (t) => {
  const cases: [block: string | null, start: bigint, size: bigint][] = [
    [null, 2048n, 614400n],
    ['512', 2048n, 614400n],
    ['4096', 256n, 76800n],
  ];
  for (const [block, start, size] of cases) {
    const root = newSys(t, { ...partition, ...(block && { 'sda/queue/logical_block_size': block }) });
    t.same(readPartitionPlace(root, [sda2], sda2), { partition: 2, start, size }, block ?? 'not told');
  }
});

t.test('of a multipath device, that of a path', async (t) => {
  const root = newSys(t, { ...partition, 'dm/size': '614400' });
  const dm = device('/dev/mapper/mpatha2', { majmin: '253:0', type: 'part', partuuid: sda2.partuuid });
  t.match(readPartitionPlace(root, [dm, sda2], dm), { partition: 2 });
  t.equal(readPartitionPlace(root, [dm], dm), null);
});

t.test('what is no partition has none', async (t) => {
  const root = newSys(t, { 'sda/sda2/size': '614400' });
  t.equal(readPartitionPlace(root, [sda2], sda2), null);
  t.equal(readPartitionPlace(t.testdir({}), [sda2], sda2), null);
});
