import t from 'tap';
import { longestLabel, mkfsCommand } from '../../src/decide/mkfs-command.ts';

t.test('commands by types', async (t) => {
  for (const [fstype, version, label, command] of [
    ['vfat', 'FAT32', 'EFI1', 'mkfs.vfat -F 32 -n EFI1 /dev/sdb1'],
    ['vfat', 'FAT16', null, 'mkfs.vfat -F 16 /dev/sdb1'],
    ['vfat', null, null, 'mkfs.vfat /dev/sdb1'],
    ['ext4', '1.0', 'my root', "mkfs.ext4 -q -L 'my root' /dev/sdb1"],
    ['ext2', '1.0', null, 'mkfs.ext2 -q /dev/sdb1'],
    ['btrfs', null, 'a', 'mkfs.btrfs -q -L a /dev/sdb1'],
    ['xfs', null, 'a', 'mkfs.xfs -q -L a /dev/sdb1'],
    ['swap', '1', 'a', 'mkswap -L a /dev/sdb1'],
    ['ntfs', null, 'a', null],
    ['constructor', null, 'a', null],
  ] as const)
    t.equal(mkfsCommand({ fstype, version, label }, '/dev/sdb1'), command);
});

t.test('how long labels may be', async (t) => {
  t.same(['vfat', 'ext3', 'xfs', 'ntfs', '__proto__'].map(longestLabel), [11, 16, 12, null, null]);
});
