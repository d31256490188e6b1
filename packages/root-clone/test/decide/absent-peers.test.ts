import t from 'tap';
import { absentPeers, copiedMounts } from '../../src/decide/absent-peers.ts';
import { devicesWith, disk, factsOf, mapOf, mountsOf, part } from '../machine-fixture.ts';

const luks = { fstype: 'crypto_LUKS', uuid: 'luks-b' };
const inner = part('crypt1', { path: '/dev/mapper/crypt1', 'maj:min': '50:1', type: 'crypt', uuid: 'inner' });
const ids = mapOf(
  '/dev/sda2 /dev/mapper/crypt1',
  'UUID=id-sda2 UUID=inner',
  'UUID=luks-a UUID=luks-b',
  'UUID=id-sda1 UUID=id-sdb1',
);
const running = mountsOf('sda2 /', 'sda1 /boot');

t.test('what the clone has, too', async (t) => {
  const mounts = mountsOf('sda2 /', 'sda1 /boot', 'sda2 /srv rw /home', 'sda1 /mnt/x', 'sdb2 /mnt/new');
  t.strictSame(
    copiedMounts('/', factsOf({ mounts })).map(({ mountpoint }) => mountpoint),
    ['/', '/boot'],
  );
});

t.test('counterparts that are not there, and what to do', async (t) => {
  const cases: [what: string, facts: Parameters<typeof factsOf>[0], words: readonly RegExp[]][] = [
    ['both are', { mounts: running }, []],
    ['open', { ids, devices: devicesWith({ sdb2: { ...luks, children: [inner] } }), mounts: running }, []],
    [
      'open by another name',
      {
        ids,
        devices: devicesWith({ sdb2: { ...luks, children: [{ ...inner, path: '/dev/mapper/other' }] } }),
        mounts: running,
      },
      [],
    ],
    [
      'in a volume that is not open',
      { ids, devices: devicesWith({ sdb2: luks }), mounts: running },
      [/UUID=inner.* \/ .*\/dev\/sdb2.*cryptsetup open/],
    ],
    [
      "in a volume that is not open, beside another one that is not the map's",
      {
        ids,
        devices: devicesWith(
          { sdb2: luks },
          disk('sdc', part('sdc1', { fstype: 'crypto_LUKS', uuid: 'luks-c' })),
        ),
        mounts: running,
      },
      [/UUID=inner.* \/ .*\/dev\/sdb2 is/],
    ],
    [
      'on a disk that is missing',
      { ids, devices: devicesWith({ sdb1: { uuid: 'x' }, sdb2: { uuid: 'y' } }), mounts: running },
      [/UUID=inner.* \/ .*missing/, /UUID=id-sdb1.* \/boot .*missing/],
    ],
    [
      'mounted twice',
      {
        devices: devicesWith({ sdb1: { uuid: 'x' } }),
        mounts: mountsOf('sda2 /', 'sda1 /boot', 'sda1 /efi'),
      },
      [/UUID=id-sdb1.* \/boot /],
    ],
    [
      'on two devices',
      { devices: devicesWith({ sdb1: { uuid: 'id-sdb2' } }), ids: mapOf('UUID=id-sda2 UUID=id-sdb2') },
      [],
    ],
    ['not in the map', { ids: mapOf('UUID=id-sda2 UUID=id-sdb2'), mounts: running }, []],
    ['by a node alone', { ids: mapOf('/dev/sda2 /dev/md7'), mounts: running }, [/\/dev\/md7.* \/ /]],
  ];
  for (const [what, facts, words] of cases) {
    const found = absentPeers('/', factsOf(facts));
    t.equal(found.length, words.length, `${what}: ${found}`);
    t.match(found, words, what);
  }
});
