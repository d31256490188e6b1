import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { readMachine, withCurrentMounts } from '../../src/gather/read-machine.ts';

/** A captured machine with one disk, whose root is a btrfs that was mounted by the kernel's name of a volume. */
function makeMachine(base: string): string {
  for (const path of ['proc/self', 'sys/block/dm-0', 'dev/mapper', 'etc'])
    mkdirSync(`${base}/${path}`, { recursive: true });
  writeFileSync(
    `${base}/proc/self/mountinfo`,
    '2 1 0:26 /@ / rw - btrfs /dev/dm-7 rw\n3 2 0:5 / /tmp rw - tmpfs tmpfs rw\n',
  );
  writeFileSync(`${base}/etc/fstab`, '# a comment\nUUID=a / btrfs defaults 0 0\n');
  return base;
}

t.test('mounts, devices and fstab of a captured machine', async (t) => {
  const sysroot = makeMachine(t.testdir({}));
  const machine = await readMachine(sysroot);
  t.equal(machine.sysroot, sysroot);
  t.equal(machine.live, false);
  t.strictSame(
    machine.mounts.map(({ mountpoint }) => mountpoint),
    ['/', '/tmp'],
  );
  t.strictSame(
    machine.fstab.map(({ source }) => source),
    ['UUID=a'],
  );
  t.strictSame([...machine.sources], [], 'no device has that name');
});

t.test('this machine', async (t) => {
  const machine = await readMachine('/');
  t.equal(machine.live, true);
  t.ok(machine.mounts.some(({ mountpoint }) => mountpoint === '/'));
});

t.test('a line of fstab that names a device in another way', async (t) => {
  const sysroot = makeMachine(t.testdir({}));
  const before = { ...(await readMachine(sysroot)), devices: [partition('sda1', { majmin: '8:1' })] };
  mkdirSync(`${sysroot}/dev/disk/by-id`, { recursive: true });
  symlinkSync('../../sda1', `${sysroot}/dev/disk/by-id/one-part1`);
  const fstab = ['/dev/disk/by-id/one-part1', '/dev/disk/by-id/two-part1', '/dev/sda1'].map((source) => ({
    ...before.fstab[0],
    source,
  }));
  const now = await withCurrentMounts({ ...before, fstab: fstab as typeof before.fstab });
  t.strictSame([...now.sources], [['/dev/disk/by-id/one-part1', '/dev/sda1']]);
});

t.test('without a table of mounts there is no machine', async (t) => {
  await t.rejects(readMachine(t.testdir({})), { code: 'READ' });
});

t.test('mounts that came since, with the names of their devices', async (t) => {
  const sysroot = makeMachine(t.testdir({}));
  const before = { ...(await readMachine(sysroot)), devices: [partition('mapper/new', { majmin: '254:7' })] };
  mkdirSync(`${sysroot}/sys/block/dm-7`, { recursive: true });
  writeFileSync(`${sysroot}/sys/block/dm-7/dev`, '254:7\n');
  const now = await withCurrentMounts(before);
  t.strictSame([...now.sources], [['/dev/dm-7', '/dev/mapper/new']]);
  t.strictSame(now.fstab, before.fstab);
});
