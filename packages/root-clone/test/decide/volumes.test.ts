import { parseMountinfo } from '@twinroot/lib-mountinfo';
import t from 'tap';
import { devicesNamed, namesOf, peerOf } from '../../src/decide/find-device.ts';
import { isOwnDirectory, pathBelow, volumeHolding, volumesBelow } from '../../src/decide/volumes.ts';
import { devicesWith, mountsOf, part, usualMap, usualMounts, usualVolumes } from '../machine-fixture.ts';

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

t.test('devices by their names', async (t) => {
  const devices = devicesWith(
    { sda1: { label: 'ESP', partlabel: 'é', uuid: 'AB12-CD34' }, sda2: { uuid: 'same' } },
    part('sdc1', { uuid: 'same', partuuid: '0a0a0a0a-1111-4111-8111-111111111111' }),
  );
  const cases: [name: string, paths: readonly string[]][] = [
    ['/dev/sda1', ['/dev/sda1']],
    ['UUID=ab12-cd34', ['/dev/sda1']],
    ['/dev/disk/by-uuid/AB12-CD34', ['/dev/sda1']],
    ['UUID=same', ['/dev/sda2', '/dev/sdc1']],
    ['PARTUUID=0A0A0A0A-1111-4111-8111-111111111111', ['/dev/sdc1']],
    ['LABEL=ESP', ['/dev/sda1']],
    ['LABEL=esp', []],
    ['ID=ata-x', []],
    ['UUID=', []],
    ['', []],
  ];
  for (const [name, paths] of cases)
    t.strictSame(
      devicesNamed(devices, name).map(({ path }) => path),
      paths,
      name,
    );
  const [first] = devicesNamed(devices, '/dev/sda1');
  t.strictSame(first && namesOf(first), ['/dev/sda1', 'UUID=AB12-CD34', 'LABEL=ESP', 'PARTLABEL=\xc3\xa9']);
});

t.test('the peer of a device', async (t) => {
  const devices = devicesWith();
  const peer = (path: string) =>
    devicesNamed(devices, path).map((each) => peerOf(devices, usualMap, each)?.path)[0];
  t.equal(peer('/dev/sda1'), '/dev/sdb1');
  t.equal(peer('/dev/sdb1'), undefined);
  const twice = devicesWith({}, part('sdc1', { uuid: 'id-sdb1' }));
  const [old] = devicesNamed(twice, '/dev/sda1');
  t.equal(old && peerOf(twice, usualMap, old), null, 'two with its new id');
});
