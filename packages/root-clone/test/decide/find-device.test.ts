import t from 'tap';
import { devicesNamed, namesOf, peerOf } from '../../src/decide/find-device.ts';
import { devicesWith, part, usualMap } from '../machine-fixture.ts';

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
