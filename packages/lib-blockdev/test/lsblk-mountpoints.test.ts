import t from 'tap';
import { decodeLsblkMountpoints } from '../src/lsblk-mountpoints.ts';

const of = (...blockdevices: unknown[]) => decodeLsblkMountpoints({ blockdevices });
const entries = (...blockdevices: unknown[]) => Object.fromEntries(of(...blockdevices) ?? []);

t.test('devices by their mount points', async (t) => {
  const btrfs = { path: '/dev/mapper/a', mountpoints: ['/', '/home', null] };
  t.same(entries({ path: '/dev/sda', mountpoints: [null], children: [btrfs] }), {
    '/': '/dev/mapper/a',
    '/home': '/dev/mapper/a',
  });
  t.same(
    entries({ path: '/dev/sda1', mountpoint: '/efi' }, { path: '/dev/sda2', mountpoint: null }),
    { '/efi': '/dev/sda1' },
    'util-linux before 2.37',
  );
  t.same(entries({ path: '/dev/sda1', mountpoints: ['[SWAP]'] }), {}, 'swap is mounted nowhere');
  const twice = [
    { path: '/dev/sda1', mountpoints: ['/a'] },
    { path: '/dev/sdb1', mountpoints: ['/a'] },
  ];
  t.same(entries(...twice), { '/a': '/dev/sda1' });
});

t.test('without the column nothing is known', async (t) => {
  t.equal(of({ path: '/dev/sda' }), null);
  t.equal(of(), null);
  for (const json of [null, [], {}, { blockdevices: {} }, { blockdevices: [1] }])
    t.equal(decodeLsblkMountpoints(json), null);
});

t.test('what is no mount point', async (t) => {
  for (const value of [1, {}, ['/', 2], true])
    t.throws(() => of({ path: '/dev/sda', mountpoints: value }), { code: 'MALFORMED' });
});
