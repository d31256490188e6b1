import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { memberDevice, missingDevice, mountpointsOf } from '../../src/decide/member-device.ts';
import { base } from '../member-fixture.ts';

const mountsAt = (...places: readonly string[]) =>
  parseMountinfo(
    [
      '1 0 0:9 / / rw - btrfs x rw',
      ...places.map((at, index) => `${index + 2} 1 8:17 / ${at} rw - vfat x rw`),
    ].join('\n'),
  );

t.test('what a record says of a device', async (t) => {
  const device = (places: readonly string[], wanted: string | null = null) =>
    memberDevice({ devices: [base], mounts: mountsAt(...places) }, base, (place) => place === wanted);
  t.match(device([]), { state: 'unmounted', path: base.path, mountpoint: null, mountpoints: [], free: null });
  t.match(device(['/a', '/b']), { state: 'mounted', mountpoint: '/a', mountpoints: ['/a', '/b'] });
  t.match(device(['/a', '/b'], '/b'), { mountpoint: '/b' }, 'a wanted place is preferred');
  t.same(
    Object.keys(device([])).sort(),
    Object.keys(missingDevice).sort(),
    'the same is said of one that is missing',
  );
  t.match(missingDevice, { state: 'missing', path: null, mountpoints: null });
});

t.test('mount points of a device', async (t) => {
  const mounts = parseMountinfo(
    [
      '1 0 0:30 / / rw - btrfs /dev/sda2 rw',
      '2 1 8:17 / /efi rw - vfat /dev/sdb1 rw',
      '3 1 8:17 / /boot/efi rw - vfat /dev/sdb1 rw',
      '4 1 8:17 /EFI /srv/bind rw - vfat /dev/sdb1 rw',
    ].join('\n'),
  );
  t.strictSame(mountpointsOf({ mounts }, base), ['/efi', '/boot/efi']);
  t.strictSame(mountpointsOf({ mounts }, { ...base, majmin: '8:3' }), []);
});
