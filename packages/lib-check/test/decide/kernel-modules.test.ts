import t from 'tap';
import { builtinModules, moduleOf, modulesOfRoot } from '../../src/decide/kernel-modules.ts';
import { btrfsParts, disks, over } from '../machine-fixture.ts';

t.test('what a path is the module of', async (t) => {
  const rows: readonly (readonly [string, string | null])[] = [
    ['usr/lib/modules/6.12.1/kernel/fs/btrfs/btrfs.ko', '6.12.1/btrfs'],
    ['lib/modules/6.12.1/kernel/drivers/md/dm-crypt.ko.xz', '6.12.1/dm_crypt'],
    ['usr/lib/modules/6.12.1/btrfs.ko.zst', '6.12.1/btrfs'],
    ['nix/store/x-linux-modules/lib/modules/6.12.1/kernel/fs/xfs/xfs.ko.gz', '6.12.1/xfs'],
    ['usr/lib/modules/6.12.1/modules.builtin', null],
    ['usr/lib/modules/6.12.1/kernel/fs/btrfs', null],
    ['usr/bin/btrfs', null],
    ['btrfs.ko', null],
    ['', null],
  ];
  for (const [path, module] of rows) t.equal(moduleOf(path), module, path);
});

t.test('what is built in', async (t) => {
  const text = 'kernel/fs/ext4/ext4.ko\nkernel/drivers/md/dm-mod.ko\nkernel/lib/raid6/raid6_pq.ko\n\nx\n';
  t.strictSame(builtinModules(text), ['ext4', 'dm_mod', 'raid6_pq']);
  t.strictSame(builtinModules(''), []);
});

t.test('what a root needs', async (t) => {
  const array = over('/dev/md0', 'raid1', [btrfsParts.a, btrfsParts.b], { fstype: 'LVM2_member' });
  const volume = over('/dev/mapper/vg-root', 'lvm', [array], { fstype: 'crypto_LUKS' });
  const opened = over('/dev/mapper/root', 'crypt', [volume], { fstype: 'xfs' });
  const level = (one: string) => [{ path: '/dev/md0', level: one, raidDisks: 2, action: 'idle', parts: [] }];
  const facts = (one: string) => ({
    devices: [disks.a, disks.b, btrfsParts.a, btrfsParts.b, array, volume, opened],
    arrays: level(one),
  });
  const needs = (device: typeof array, one = 'raid1') =>
    modulesOfRoot({ source: null, devices: [device], pool: null, node: null }, facts(one));
  t.strictSame(needs(opened), ['xfs', 'dm_crypt', 'dm_mod', 'raid1']);
  t.strictSame(needs(opened, 'raid6'), ['xfs', 'dm_crypt', 'dm_mod', 'raid456']);
  t.strictSame(needs(btrfsParts.a), ['btrfs']);
  t.strictSame(needs(over('/dev/sda3', 'part', [disks.a], { fstype: 'exotic' })), []);
  t.strictSame(modulesOfRoot({ source: null, devices: [], pool: null, node: null }, facts('raid1')), []);
  t.strictSame(
    modulesOfRoot({ source: null, devices: [btrfsParts.a], pool: 'rpool', node: null }, facts('raid1')),
    [],
  );
});
