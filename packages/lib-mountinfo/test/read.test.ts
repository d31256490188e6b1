import { mkdirSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { readMountinfo, readMountTable } from '../src/read.ts';
import { mountAt } from '../src/table.ts';

t.test('the machine that runs', async (t) => {
  const { mounts, live } = await readMountTable('/');
  t.equal(live, true);
  t.equal(mountAt(mounts, '/proc')?.fstype, 'proc');
});

t.test('a captured machine', async (t) => {
  const root = t.testdir();
  mkdirSync(`${root}/proc/self`, { recursive: true });
  writeFileSync(
    `${root}/proc/self/mountinfo`,
    '1 0 8:1 / /efi0 rw - vfat /dev/sda1 rw\n2 0 0:5 / /proc rw - proc proc rw\n',
  );
  const { mounts, live } = await readMountTable(root);
  t.equal(live, false);
  t.strictSame(
    mounts.map((mount) => mount.mountpoint),
    ['/efi0', '/proc'],
  );
});

t.test('no table', async (t) => {
  await t.rejects(readMountinfo(t.testdir()), { code: 'READ' });
});
