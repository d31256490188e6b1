import t from 'tap';
import { decodeLsblkVersions } from '../src/lsblk-versions.ts';

t.test('versions by nodes, at every depth', async (t) => {
  const inside = { path: '/dev/dm-0', fsver: '1.0' };
  const blockdevices = [
    { path: '/dev/sda', fsver: null, children: [{ path: '/dev/sda1', fsver: 'FAT32' }] },
    { path: '/dev/sda2', fsver: '2', children: [inside] },
    { path: '/dev/sda3', fsver: '' },
    { path: '/dev/sda4' },
  ];
  t.same(
    [...decodeLsblkVersions({ blockdevices })],
    [
      ['/dev/sda1', 'FAT32'],
      ['/dev/sda2', '2'],
      ['/dev/dm-0', '1.0'],
    ],
  );
});

t.test('damaged and empty', async (t) => {
  for (const json of [null, [], {}, { blockdevices: 1 }, { blockdevices: [1, null] }])
    t.equal(decodeLsblkVersions(json).size, 0);
  t.throws(() => decodeLsblkVersions({ blockdevices: [{ path: '/dev/sda', fsver: 32 }] }), {
    code: 'MALFORMED',
  });
});
