import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { isOwnDirectory, pathBelow, volumeHolding, volumesBelow } from '../../src/decide/volumes.ts';
import { devicesWith, mountsOf, usualMounts, usualVolumes } from '../machine-fixture.ts';

const devices = devicesWith();
const sources = new Map<string, string>();

t.test('what is mounted below a directory', async (t) => {
  const mounts = mountsOf(
    ...usualMounts,
    'tmpfs /mnt/new/dev',
    'tmpfs /mnt/new/run/x',
    'tmpfs /mnt/new/srv',
    'sdb2 /mnt/newer',
  );
  const { volumes, strange } = volumesBelow({ mounts, devices, sources }, '/mnt/new');
  t.strictSame(
    volumes.map(({ path, mountpoint, device, isFat, isBoot }) => [
      path,
      mountpoint,
      device.path,
      isFat,
      isBoot,
    ]),
    [
      ['/', '/mnt/new', '/dev/sdb2', false, false],
      ['/boot', '/mnt/new/boot', '/dev/sdb1', true, true],
    ],
  );
  t.strictSame(strange, ['/mnt/new/srv']);
  t.strictSame(volumesBelow({ mounts: [], devices: [], sources }, '/mnt/new'), { volumes: [], strange: [] });
  const covered = mountsOf(...usualMounts, 'sda2 /mnt/new');
  t.strictSame(
    volumesBelow({ mounts: covered, devices, sources }, '/mnt/new').volumes.map(({ device }) => device.path),
    ['/dev/sda2'],
    'only what a path leads to',
  );
});

t.test('what boot loaders read', async (t) => {
  const cases: [path: string, isBoot: boolean][] = [
    ['/boot', true],
    ['/boot/efi', true],
    ['/efi', true],
    ['/efi0', true],
    ['/boot@a', true],
    ['/bootstrap', false],
    ['/home', false],
    ['/srv/boot', false],
  ];
  for (const [path, isBoot] of cases) {
    const { volumes } = volumesBelow(
      { mounts: mountsOf(`sdb2 /mnt/new${path}`), devices, sources },
      '/mnt/new',
    );
    t.equal(volumes[0]?.isBoot, isBoot, path);
  }
});

t.test('a volume that was mounted by another name of its device', async (t) => {
  const mounts = parseMountinfo('10 1 0:26 / /mnt/new rw - btrfs /dev/dm-3 rw\n');
  t.strictSame(volumesBelow({ mounts, devices, sources }, '/mnt/new').strange, ['/mnt/new']);
  const known = new Map([['/dev/dm-3', '/dev/sdb2']]);
  const { volumes } = volumesBelow({ mounts, devices, sources: known }, '/mnt/new');
  t.strictSame(
    volumes.map(({ device }) => device.path),
    ['/dev/sdb2'],
  );
});

t.test('paths', async (t) => {
  t.equal(pathBelow('/mnt/new', '/mnt/new'), '/');
  t.equal(pathBelow('/mnt/new/a', '/mnt/new'), '/a');
  t.equal(pathBelow('/a', '/'), '/a');
  const held = (path: string) => volumeHolding(usualVolumes(), path)?.path;
  t.strictSame(['/', '/etc/fstab', '/boot', '/boot/x', '/bootx'].map(held), [
    '/',
    '/',
    '/boot',
    '/boot',
    '/',
  ]);
  t.strictSame(['/mnt', '/mnt/x', '/mntx', '/', '/dev/shm', '/devel'].map(isOwnDirectory), [
    true,
    true,
    false,
    false,
    true,
    false,
  ]);
});
