import { type FsUuid, parseFsUuid } from '@twinroot/lib-blockdev';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { rootDisks } from '../../src/decide/root-disks.ts';

const uuid: FsUuid | null = parseFsUuid('51c20bdf-eee5-4363-9a8d-54c94c6119b5');
const devices = [
  partition('sda1', { majmin: '8:1', fstype: 'ext4' }),
  partition('sda2', { majmin: '8:2', fstype: 'btrfs', uuid }),
  partition('sdb2', { majmin: '8:18', fstype: 'btrfs', uuid }),
  partition('md1', { type: 'raid1', majmin: '9:1', fstype: 'ext4', disks: ['/dev/sda', '/dev/sdc'] }),
  partition('sde1', { majmin: '8:65', fstype: 'zfs_member', label: 'rpool' }),
  partition('sdf1', { majmin: '8:81', fstype: 'zfs_member', label: 'rpool' }),
  partition('sdd1', { majmin: '8:49', fstype: 'btrfs' }),
];

t.test('the disks below the root', async (t) => {
  const cases: [name: string, mounts: string, disks: readonly string[] | null][] = [
    ['a partition', '1 0 8:1 / / rw - ext4 /dev/sda1 rw', ['/dev/sda']],
    ['an array', '1 0 9:1 / / rw - ext4 /dev/md1 rw', ['/dev/sda', '/dev/sdc']],
    ['a btrfs over two', '1 0 0:26 /@ / rw - btrfs /dev/sda2 rw', ['/dev/sda', '/dev/sdb']],
    ['a btrfs without a known UUID', '1 0 0:26 /@ / rw - btrfs /dev/sdd1 rw', ['/dev/sdd']],
    ['the topmost of two', '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:30 / / rw - overlay x rw', null],
    ['ZFS', '1 0 0:31 / / rw - zfs rpool/ROOT/a rw', ['/dev/sde', '/dev/sdf']],
    ['a pool that nobody has', '1 0 0:31 / / rw - zfs tank/ROOT rw', null],
    ['ostree', '1 0 0:30 / / rw - overlay x rw\n2 1 8:1 / /sysroot rw - ext4 /dev/sda1 rw', ['/dev/sda']],
    ['NixOS in memory', '1 0 0:30 / / rw - tmpfs x rw\n2 1 8:1 / /nix rw - ext4 /dev/sda1 rw', ['/dev/sda']],
    [
      'a live system',
      '1 0 0:30 / / rw - overlay x rw\n2 1 8:1 / /var rw - ext4 /dev/sda1 rw\n3 1 8:49 / /run/archiso/bootmnt rw - vfat /dev/sdd1 rw',
      null,
    ],
    ['a network', '1 0 0:32 / / rw - nfs4 server:/root rw', null],
    ['no root', '1 0 8:1 / /efi rw - ext4 /dev/sda1 rw', null],
    ['no mount', '', null],
  ];
  for (const [name, mounts, disks] of cases)
    t.strictSame(rootDisks({ devices, mounts: parseMountinfo(mounts), sources: new Map() }), disks, name);
});
