import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { bootedDevice } from '../../src/decide/booted-device.ts';
import { bootedEsp, bootedXbootldr, sda1, sda2, sdb1 } from '../machine-fixture.ts';

const array: BlockDevice = {
  ...sda1,
  path: '/dev/md1',
  type: 'raid1',
  partuuid: null,
  parttype: null,
  parents: ['/dev/sda1'],
};

t.test('what is mounted for a booted member', async (t) => {
  const cases: [name: string, EspMember, readonly BlockDevice[], found: string | null][] = [
    ['an ESP', bootedEsp, [sda1], '/dev/sda1 vfat'],
    ['FAT without long names', bootedEsp, [{ ...sda1, fstype: 'msdos' }], '/dev/sda1 vfat'],
    ['an array', bootedEsp, [{ ...sda1, fstype: 'linux_raid_member' }, array], '/dev/md1 vfat'],
    ['an XBOOTLDR partition', bootedXbootldr, [sda2], '/dev/sda2 vfat'],
    ['an XBOOTLDR partition on ext4', bootedXbootldr, [{ ...sda2, fstype: 'ext4' }], '/dev/sda2 ext4'],
    ['an ESP on ext4', bootedEsp, [{ ...sda1, fstype: 'ext4' }], null],
    ['another type', bootedXbootldr, [{ ...sda2, fstype: 'ext4', parttype: sda1.parttype }], null],
    ['one that is gone', bootedEsp, [sdb1], null],
    ['one that came back', { ...bootedEsp, state: 'missing' }, [sda1], null],
    ['one that is there twice', bootedEsp, [sda1, { ...sdb1, partuuid: sda1.partuuid }], null],
  ];
  for (const [name, member, devices, expected] of cases) {
    const found = bootedDevice(member, { devices });
    t.equal(found.kind === 'found' ? `${found.device.path} ${found.fstype}` : null, expected, name);
  }
});

t.test('only FAT takes a umask', async (t) => {
  t.match(bootedDevice(bootedEsp, { devices: [sda1] }), { options: ['umask=0077', 'nodev'] });
  const ext4 = bootedDevice(bootedXbootldr, { devices: [{ ...sda2, fstype: 'ext4' }] });
  t.same(ext4.kind === 'found' && ext4.options, ['nodev', 'nosuid', 'noexec', 'nosymfollow']);
});
