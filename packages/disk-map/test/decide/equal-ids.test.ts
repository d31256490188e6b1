import t from 'tap';
import { equalIds } from '../../src/decide/equal-ids.ts';
import { at, device, layoutOf, onOne, part, type Row } from '../lsblk.ts';

t.test('ids that are on both disks', async (t) => {
  const id = '1b0c3a4e-5d6f-4780-91a2-b3c4d5e6f708';
  const cases: [name: string, old: Row, fresh: Row, faults: RegExp[]][] = [
    ['none', { uuid: 'a', fstype: 'ext4' }, { uuid: 'b', fstype: 'ext4' }, []],
    ['no ids at all', {}, {}, []],
    ['a UUID', { uuid: 'a', fstype: 'ext4' }, { uuid: 'A', fstype: 'ext4' }, [/UUID a: .*tune2fs/]],
    ['a PARTUUID', { partuuid: id }, { partuuid: id }, [/PARTUUID 1b0c.*sgdisk -u 1:R \/dev\/sdb/]],
    [
      'members of an array',
      { uuid: 'a', fstype: 'linux_raid_member' },
      { uuid: 'a', fstype: 'linux_raid_member' },
      [/one array is on both/],
    ],
    [
      'a pool',
      { uuid: 'a', fstype: 'zfs_member' },
      { uuid: 'a', fstype: 'zfs_member' },
      [/one pool is on both/],
    ],
    [
      'maybe one btrfs',
      { uuid: 'a', fstype: 'btrfs' },
      { uuid: 'a', fstype: 'btrfs' },
      [/^[^:]*: if one btrfs/],
    ],
    [
      'a copied btrfs',
      { uuid: 'a', fstype: 'btrfs', partuuid: id },
      { uuid: 'a', fstype: 'btrfs', partuuid: id },
      [/UUID a: give \/dev\/sdb1 .*btrfstune/, /PARTUUID/],
    ],
  ];
  for (const [name, old, fresh, faults] of cases) {
    const layout = layoutOf([device('sda', {}, part('sda1', old)), device('sdb', {}, part('sdb1', fresh))]);
    const scope = { old: [at(layout, '/dev/sda1')], new: [at(layout, '/dev/sdb1')] };
    const found = equalIds(onOne(layout), scope);
    t.equal(found.length, faults.length, name);
    for (const [index, fault] of faults.entries()) t.match(found[index], fault, name);
  }
});

t.test('a mounted btrfs of several devices, and what is one device', async (t) => {
  const btrfs = { uuid: 'a', fstype: 'btrfs' };
  const rows = [part('sda1', btrfs), part('sdb1', btrfs)];
  const layout = layoutOf(rows, { btrfs: [['/dev/sda1', '/dev/sdb1']] });
  const [a, b] = [at(layout, '/dev/sda1'), at(layout, '/dev/sdb1')];
  t.match(equalIds(onOne(layout), { old: [a], new: [b] }), [/one btrfs is on both/]);
  t.strictSame(equalIds(onOne(layout), { old: [a], new: [a] }), []);
});
