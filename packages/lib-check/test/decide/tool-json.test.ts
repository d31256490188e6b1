import t from 'tap';
import { logicalVolumesIn, luksVolumeIn, poolsIn } from '../../src/decide/tool-json.ts';

t.test('lvs', async (t) => {
  const lv = [
    { lv_dm_path: '/dev/mapper/vg-root', segtype: 'raid1' },
    { lv_dm_path: '[/dev/mapper/vg-root_rimage_0]', segtype: 'linear' },
  ];
  t.strictSame(logicalVolumesIn(JSON.stringify({ report: [{ lv }] })), [
    { path: '/dev/mapper/vg-root', segtype: 'raid1' },
    { path: '/dev/mapper/vg-root_rimage_0', segtype: 'linear' },
  ]);
  t.throws(() => logicalVolumesIn('{}'));
  t.throws(() => logicalVolumesIn('no JSON'));
});

t.test('cryptsetup: nothing that is secret', async (t) => {
  const header = {
    keyslots: { 0: { kdf: { salt: 'c2VjcmV0' } }, 1: { kdf: { salt: 'c2VjcmV0' } } },
    tokens: {
      0: { type: 'systemd-tpm2', keyslots: ['1'], 'tpm2-pcrs': [7, 4], 'tpm2-blob': 'c2VjcmV0' },
      1: { type: 'clevis' },
    },
    digests: { 0: { digest: 'c2VjcmV0' } },
  };
  const volume = luksVolumeIn('/dev/sda2', JSON.stringify(header));
  t.strictSame(volume, {
    path: '/dev/sda2',
    keyslots: 2,
    tokens: [
      { type: 'systemd-tpm2', pcrs: [7, 4], keyslots: 1 },
      { type: 'clevis', pcrs: [], keyslots: 0 },
    ],
  });
  t.notMatch(JSON.stringify(volume), 'c2VjcmV0');
  t.throws(() => luksVolumeIn('/dev/sda2', '{"keyslots":1}'));
});

t.test('zpool', async (t) => {
  const disk = (path: string, state = 'ONLINE') => ({ vdev_type: 'disk', path, state });
  const json = {
    pools: {
      rpool: {
        vdevs: {
          rpool: {
            vdev_type: 'root',
            state: 'DEGRADED',
            vdevs: {
              'mirror-0': {
                vdev_type: 'mirror',
                state: 'DEGRADED',
                vdevs: { a: disk('/dev/sda3'), b: disk('/dev/sdb3', 'FAULTED') },
              },
              '/dev/sdc': disk('/dev/sdc'),
            },
          },
        },
      },
    },
  };
  t.strictSame(poolsIn(JSON.stringify(json)), [
    {
      name: 'rpool',
      vdevs: [
        {
          type: 'mirror',
          disks: [
            { path: '/dev/sda3', isOnline: true },
            { path: '/dev/sdb3', isOnline: false },
          ],
        },
        { type: 'disk', disks: [{ path: '/dev/sdc', isOnline: true }] },
      ],
    },
  ]);
});
