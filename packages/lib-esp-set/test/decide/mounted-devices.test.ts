import { decodeLsblk } from '@twinroot/lib-blockdev';
import type { Machine } from '@twinroot/lib-machine';
import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { deviceMountedAt, mountedAt } from '../../src/decide/mounted-devices.ts';

const part = (name: string, majmin: string, fstype: string, ...children: object[]) => ({
  name,
  path: `/dev/${name}`,
  'maj:min': majmin,
  type: 'part',
  fstype,
  children,
});
const machine: Machine = {
  sysroot: '/',
  live: true,
  fstab: [],
  devices: decodeLsblk({
    blockdevices: [
      part('sda1', '8:1', 'vfat'),
      part('sda2', '8:2', 'btrfs'),
      part('sda3', '8:3', 'linux_raid_member', { ...part('md1', '9:1', 'vfat'), type: 'raid1' }),
      { ...part('vg-data', '254:0', 'btrfs'), path: '/dev/mapper/vg-data' },
    ],
  }),
  mounts: parseMountinfo(
    [
      '1 0 0:30 / / rw - btrfs /dev/sda2 rw',
      '2 1 8:1 / /efi rw - vfat /dev/sda1 rw',
      '3 1 8:1 / /boot/efi rw - vfat /dev/sda1 rw',
      '4 1 8:1 /EFI /srv/bind rw - vfat /dev/sda1 rw',
      '5 1 0:40 / /auto rw - autofs systemd-1 rw',
      '6 1 0:41 / /tmp rw - tmpfs tmpfs rw',
      '7 1 0:31 / /data rw - btrfs /dev/dm-0 rw',
      '8 1 9:1 / /efi1 rw - vfat /dev/md1 rw',
    ].join('\n'),
  ),
  sources: new Map([['/dev/dm-0', '/dev/mapper/vg-data']]),
};
t.test('what is mounted at a path', async (t) => {
  const cases: [path: string, device: string | null][] = [
    ['/efi', '/dev/sda1'],
    ['/boot/efi', '/dev/sda1'],
    ['/efi1', '/dev/md1'],
    // btrfs has a device number of its own
    ['/', '/dev/sda2'],
    ['/data', '/dev/mapper/vg-data'],
    ['/srv/bind', null],
    ['/auto', null],
    ['/tmp', null],
    ['/srv', null],
  ];
  for (const [path, expected] of cases) {
    const found = deviceMountedAt(machine, path);
    t.equal(found.kind === 'device' ? found.device.path : null, expected, path);
    const wanted = mountedAt(machine, (mountpoint) => mountpoint === path);
    t.strictSame(
      wanted.map(({ device, mountpoint }) => [device.path, mountpoint]),
      expected === null ? [] : [[expected, path]],
      `by pattern: ${path}`,
    );
  }
});
