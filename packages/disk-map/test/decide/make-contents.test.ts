import t from 'tap';
import { makeContents } from '../../src/decide/make-contents.ts';
import { at, device, esp, fs, layoutOf, luks, mapped, onOne, part, type Row } from '../lsblk.ts';

const root = '4f68bce3-e8cd-4db1-96e7-fbcaf984b709';
const boot = 'bc13c2ff-59e6-4262-a352-b275fd6f7172';

function made(olds: readonly Row[], fresh: readonly Row[], versions: Readonly<Record<string, string>> = {}) {
  const layout = layoutOf([device('sda', {}, ...olds), device('sdb', {}, ...fresh)], {
    versions: new Map(Object.entries(versions)),
  });
  const { steps, faults } = makeContents(onOne(layout), at(layout, '/dev/sda'), at(layout, '/dev/sdb'));
  return { commands: steps.map(({ command }) => command), faults };
}

t.test('a disk with an ESP, a boot partition, a root and swap', async (t) => {
  const olds = [
    part('sda1', { parttype: esp, ...fs('A1B2-C3D4', 'EFI', 'vfat') }),
    part('sda2', { parttype: boot, ...fs('A1B2-C3D5', null, 'vfat') }),
    part('sda3', { parttype: root, ...fs('1', 'ROOT0') }),
    part('sda4', { ...fs('2', null, 'swap') }),
  ];
  const fresh = [
    part('sdb1', { parttype: esp }),
    part('sdb2', { parttype: boot }),
    part('sdb3', { parttype: root }),
    part('sdb4'),
  ];
  const { commands, faults } = made(olds, fresh, { '/dev/sda1': 'FAT32', '/dev/sda2': 'FAT16' });
  t.same(faults, []);
  t.same(commands, [
    'mkfs.vfat -F 32 -n EFI1 /dev/sdb1',
    'mkfs.vfat -F 16 /dev/sdb2',
    'mkfs.ext4 -q -L ROOT1 /dev/sdb3',
    'mkswap /dev/sdb4',
  ]);
});

t.test('what holds something stays', async (t) => {
  const olds = [
    part('sda1', { parttype: esp, ...fs('1', 'EFI', 'vfat') }),
    part('sda2', { parttype: root, ...fs('2', 'ROOT') }),
    part('sda3', { parttype: boot }),
  ];
  const fresh = [
    part('sdb1', { parttype: esp, ...fs('3', 'EFI1', 'vfat') }),
    part('sdb2', { parttype: root, ...fs('4', null, 'xfs') }),
    part('sdb3', { parttype: boot }),
  ];
  t.match(made(olds, fresh), { commands: { length: 0 }, faults: [/sdb2.*xfs.*ext4/] });
});

t.test('partners only, and each label once', async (t) => {
  const olds = [
    part('sda1', { parttype: esp, ...fs('1', 'DISK', 'vfat') }),
    part('sda2', { parttype: root, ...fs('2', 'DISK') }),
  ];
  t.same(made(olds, [part('sdb1', { parttype: esp }), part('sdb2', { parttype: root })]).commands, [
    'mkfs.vfat -n DISK1 /dev/sdb1',
    'mkfs.ext4 -q -L DISK2 /dev/sdb2',
  ]);
  t.match(made(olds, [part('sdb1', { parttype: esp })]), { commands: { length: 1 }, faults: [/sda2/] });
});

t.test('LUKS, open under a name of its own or one of its UUID', async (t) => {
  const inside = (name: string) =>
    part('sda1', { parttype: root, ...luks('u-1') }, mapped(name, 'crypt', fs('1', 'ROOT')));
  const fresh = [part('sdb1', { parttype: root })];
  t.same(made([inside('cryptroot')], fresh, { '/dev/sda1': '2' }), {
    commands: [
      'cryptsetup luksFormat --type luks2 /dev/sdb1 </dev/tty',
      'cryptsetup open /dev/sdb1 cryptroot1 </dev/tty',
      'mkfs.ext4 -q -L ROOT1 /dev/mapper/cryptroot1',
    ],
    faults: [],
  });
  t.same(made([inside('luks-u-1')], fresh).commands, [
    'cryptsetup luksFormat /dev/sdb1 </dev/tty',
    'cryptsetup open /dev/sdb1 "luks-$(cryptsetup luksUUID /dev/sdb1)" </dev/tty',
    'mkfs.ext4 -q -L ROOT1 "/dev/mapper/luks-$(cryptsetup luksUUID /dev/sdb1)"',
  ]);
  const isOpen = [part('sdb1', { parttype: root, ...luks('u-2') }, mapped('other', 'crypt'))];
  t.same(made([inside('cryptroot')], isOpen).commands, ['mkfs.ext4 -q -L ROOT1 /dev/mapper/other']);
  const isClosed = [part('sdb1', { parttype: root, ...luks('u-2') })];
  t.match(made([inside('cryptroot')], isClosed), { commands: { length: 0 }, faults: [/sdb1.*not open/] });
  const closed = [part('sda1', { parttype: root, ...luks('u-1') })];
  t.match(made(closed, fresh), { commands: { length: 1 }, faults: [/sda1.*not open/] });
});

t.test('a group of LVM', async (t) => {
  const pv = { fstype: 'LVM2_member', uuid: 'p' };
  const volume = (group: string, name: string, more: Row = {}) => mapped(`${group}-${name}`, 'lvm', more);
  const olds = [
    part(
      'sda1',
      pv,
      volume('vg', 'root', { ...fs('1', 'ROOT'), size: 4096 }),
      volume('vg', 'a--b', { size: 8192 }),
    ),
  ];
  t.same(made(olds, [part('sdb1')]), {
    commands: [
      'vgcreate vg1 /dev/sdb1',
      'lvcreate --yes --size 4096b --name root vg1',
      'mkfs.ext4 -q -L ROOT1 /dev/vg1/root',
      'lvcreate --yes --size 8192b --name a-b vg1',
    ],
    faults: [],
  });
  const there = [part('sdb1', pv, volume('w', 'root'))];
  t.match(made(olds, there), { commands: ['mkfs.ext4 -q -L ROOT1 /dev/mapper/w-root'], faults: [/a--b/] });
  t.match(made([part('sda1', pv)], [part('sdb1')]), { commands: { length: 0 }, faults: [/sda1/] });
  const pool = [part('sda1', pv, volume('vg', 'pool_tdata'))];
  t.match(made(pool, [part('sdb1')]).faults, [/pool_tdata/, /sda1/]);
});

t.test('what has no rule is named', async (t) => {
  const fresh = [part('sdb1')];
  for (const fstype of ['ntfs', 'zfs_member', 'linux_raid_member'])
    t.match(made([part('sda1', fs('1', 'A', fstype))], fresh), { commands: { length: 0 }, faults: [/sda1/] });
  t.match(made([part('sda1', fs('1', 'a\ufffd'))], fresh), {
    commands: ['mkfs.ext4 -q /dev/sdb1'],
    faults: [/label/],
  });
  const layout = layoutOf([device('sda', fs('1', null, 'btrfs')), device('sdb')], {
    btrfs: [['/dev/sda', '/dev/sdc']],
  });
  const { steps, faults } = makeContents(onOne(layout), at(layout, '/dev/sda'), at(layout, '/dev/sdb'));
  t.match({ steps, faults }, { steps: { length: 0 }, faults: [/sdc/] });
  t.equal(makeContents(onOne(layout), at(layout, '/dev/sda'), at(layout, '/dev/sda')).faults.length, 1);
});

t.test('whole disks, and another machine, whose labels are free here', async (t) => {
  const old = layoutOf([device('vda', fs('1', 'ROOT'))]);
  const fresh = layoutOf([device('sdb'), device('sda', fs('2', 'DATA'))]);
  const layouts = { old, new: fresh };
  const { steps } = makeContents(layouts, at(old, '/dev/vda'), at(fresh, '/dev/sdb'));
  t.same(steps, [{ device: '/dev/sdb', old_device: '/dev/vda', command: 'mkfs.ext4 -q -L ROOT /dev/sdb' }]);
});
