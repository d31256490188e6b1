import t from 'tap';
import { partition } from '../../../lib-blockdev/test/device-fixture.ts';
import { filesystemOf } from '../../src/decide/filesystem-of.ts';

t.test('the device with the file system of a partition', async (t) => {
  const esp = partition('sda1', { fstype: 'vfat' });
  const half = partition('sda2', { fstype: 'linux_raid_member' });
  const array = partition('md1', { type: 'raid1', fstype: 'vfat', parents: ['/dev/sda2', '/dev/sdb2'] });
  const volume = partition('sda3', { fstype: 'crypto_LUKS' });
  const open = partition('mapper/root', { type: 'crypt', fstype: 'ext4', parents: ['/dev/sda3'] });
  const devices = [esp, half, array, volume, open];
  t.equal(filesystemOf({ devices }, esp), esp);
  t.equal(filesystemOf({ devices }, half), array, 'the array over a part of it');
  t.equal(filesystemOf({ devices }, volume), volume, 'what lies on it is not FAT');
});
