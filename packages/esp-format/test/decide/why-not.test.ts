import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { Mount } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { device } from '../../../lib-blockdev/test/device-fixture.ts';
import { kindOfType, whyHeld, whyNotWrite } from '../../src/decide/why-not.ts';

const part = (path: string, disk: string, more: Partial<BlockDevice> = {}) =>
  device(path, { type: 'part', parents: [disk], disk, disks: [disk], ...more });
const sda = device('/dev/sda');
const sda1 = part('/dev/sda1', '/dev/sda', { majmin: '8:1' });
const sdb = device('/dev/sdb');
const sdb1 = part('/dev/sdb1', '/dev/sdb', { majmin: '8:17' });
const booted = [{ kind: 'esp', device: sda1 }] as const;
const mount = (majmin: string, source: string): Mount => ({
  id: 1,
  parent: 0,
  majmin,
  root: '/',
  mountpoint: '/data',
  options: [],
  optional: [],
  fstype: 'ext4',
  source,
  superOptions: [],
});
const why = (
  one: BlockDevice,
  devices: readonly BlockDevice[] = [],
  mounts: readonly Mount[] = [],
  roots: readonly string[] | null = ['/dev/sda'],
  removable = false,
) => whyNotWrite({ devices: [sda, sda1, sdb, sdb1, ...devices], mounts }, one, booted, roots, removable);

t.test('disks that must not be written', async (t) => {
  t.equal(why(sdb), null);
  t.equal(why(sdb1), null);
  t.equal(why(sdb, [], [], null), null, 'a root that nobody knows');
  t.match(why(sda), /booted/);
  t.match(why(sda1), /booted/);
  t.match(why(sdb, [], [], ['/dev/sdb']), /root/);
  t.match(why({ ...sdb, ro: true }), /read-only/);
  t.match(why({ ...sdb, rm: true }), /--removable/);
  t.equal(why({ ...sdb, rm: true }, [], [], [], true), null);
  for (const type of ['rom', 'crypt', 'lvm', 'raid1', 'mpath'])
    t.match(why({ ...sdb, type }), new RegExp(type));
});

t.test('a partition of an array', async (t) => {
  const md = device('/dev/md0', { type: 'raid1', parents: ['/dev/sdb'], disks: ['/dev/sdb'] });
  t.match(why(part('/dev/md0p1', '/dev/md0', { disks: ['/dev/sdb'] }), [md]), /raid1/);
});

t.test('what somebody has in use', async (t) => {
  t.match(why(sdb, [], [mount('8:17', 'x')]), /sdb1.*\/data/);
  t.match(why(sdb1, [], [mount('0:44', '/dev/sdb1')]), /\/data/, 'a btrfs has a number of its own');
  t.equal(why(sdb, [], [mount('8:33', '/dev/sdc1')]), null);
  const md = device('/dev/md0', { type: 'raid1', parents: ['/dev/sdb1'], disks: ['/dev/sdb'] });
  const crypt = device('/dev/mapper/x', { type: 'crypt', parents: ['/dev/sdb1'], disks: ['/dev/sdb'] });
  for (const holder of [md, crypt])
    for (const one of [sdb, sdb1]) t.ok(why(one, [holder])?.includes(holder.path), holder.path);
  t.equal(whyHeld({ devices: [sdb, sdb1], mounts: [] }, sdb), null);
});

t.test('kinds by type', async (t) => {
  const types = { esp: 'a', xbootldr: 'b' };
  t.same(
    ['a', 'b', 'c', null].map((type) => kindOfType(type, types)),
    ['esp', 'xbootldr', null, null],
  );
});
