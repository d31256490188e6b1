import t from 'tap';
import { isKernelName, kernelNamesIn, namedByUuid } from '../../src/decide/by-uuid.ts';
import { parseMap } from '../../src/decide/map-text.ts';

t.test('names that the kernel gives as it finds disks', async (t) => {
  const names = ['sda', 'sdb2', 'sdaa12', 'vda1', 'xvda2', 'hda1', 'nvme1n1', 'nvme0n1p2', 'mmcblk0p1'];
  for (const name of [...names, 'loop3p2', 'md0', 'md127p1', 'dm-0'])
    t.ok(isKernelName(`/dev/${name}`), name);
  const others = [
    'mapper/sda',
    'vg/sda',
    'disk/by-id/sda',
    'sda/b',
    'sd',
    'md/home',
    'nvme0',
    'root',
    'sdx2y',
  ];
  for (const name of others) t.notOk(isKernelName(`/dev/${name}`), name);
});

t.test('UUIDs in their place', async (t) => {
  const pairs = parseMap('UUID=a UUID=b\n/dev/sda2 /dev/sdb2\n/dev/sda3 /dev/sdb3\n/dev/v/a /dev/w/a', 'map');
  const fresh = namedByUuid(pairs, (device) => (device === '/dev/sdb2' ? 'b' : null));
  t.strictSame(
    fresh.map(({ oldText, newText }) => `${oldText} ${newText}`),
    ['UUID=a UUID=b', '/dev/sda2 UUID=b', '/dev/sda3 /dev/sdb3', '/dev/v/a /dev/w/a'],
  );
  t.strictSame(fresh[1]?.new, { kind: 'tag', tag: 'UUID', value: 'b', link: false });
  t.strictSame(kernelNamesIn([...fresh, ...fresh]), ['/dev/sdb3']);
});
