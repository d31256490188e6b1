import t from 'tap';
import { membersAfter } from '../../src/decide/set-after.ts';
import { bootedEsp, machine, mirrorEsp, sda1, sdb1 } from '../machine-fixture.ts';

const placed = [{ member: bootedEsp, target: '/boot' }];

t.test('the mount point comes first, the other places behind it', async (t) => {
  const facts = machine(['1 8:1 / /efi0 vfat /dev/sda1', '1 8:1 / /boot vfat /dev/sda1']);
  t.match(membersAfter([bootedEsp], placed, facts), [
    { state: 'mounted', mountpoint: '/boot', mountpoints: ['/boot', '/efi0'], path: '/dev/sda1' },
  ]);
});

t.test('a mirror whose mount was replaced is unmounted, another stays as it is', async (t) => {
  const facts = machine(['1 8:1 / /boot vfat /dev/sda1', '1 8:17 / /efi1 vfat /dev/sdb1']);
  const mirror = { ...mirrorEsp, state: 'mounted', free: 7 } as const;
  const at = (mountpoint: string) => membersAfter([bootedEsp, { ...mirror, mountpoint }], placed, facts)[1];
  t.match(at('/efi1'), { state: 'mounted', mountpoint: '/efi1', mountpoints: ['/efi1'], free: 7 });
  t.match(at('/boot'), { state: 'mounted', mountpoint: '/efi1' });
  const gone = machine(['1 8:1 / /boot vfat /dev/sda1']);
  t.match(membersAfter([{ ...mirror, mountpoint: '/boot' }], [], gone), [
    { state: 'unmounted', mountpoint: null, mountpoints: null, free: null, path: '/dev/sdb1' },
  ]);
});

t.test('a device has its name of now; what cannot be told stays', async (t) => {
  const mounts = ['1 8:1 / /boot vfat /dev/sdc1'];
  const renamed = machine(mounts, { devices: [{ ...sda1, path: '/dev/sdc1' }] });
  t.match(membersAfter([bootedEsp], placed, renamed), [{ path: '/dev/sdc1' }]);
  const missing = { ...mirrorEsp, state: 'missing', path: null } as const;
  const twice = machine([], { devices: [sdb1, { ...sdb1, path: '/dev/sdc1' }] });
  t.same(membersAfter([missing], [], machine([])), [missing]);
  t.same(membersAfter([mirrorEsp], [], twice), [mirrorEsp]);
  t.same(membersAfter([mirrorEsp], [], machine([], { devices: [] })), [mirrorEsp]);
});

t.test('a member whose file system is an array is where that is mounted', async (t) => {
  const half = { ...sda1, fstype: 'linux_raid_member' };
  const array = { ...sda1, path: '/dev/md1', majmin: '9:1', partuuid: null, parents: ['/dev/sda1'] };
  const facts = machine(['1 9:1 / /boot vfat /dev/md1'], { devices: [half, array] });
  t.match(membersAfter([bootedEsp], placed, facts), [
    { state: 'mounted', mountpoint: '/boot', mountpoints: ['/boot'], path: '/dev/sda1' },
  ]);
});
