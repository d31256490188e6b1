import t from 'tap';
import { findDevice, plainPath, sortOf, whyNoPair } from '../../src/decide/operand.ts';
import { at, device, fs, layoutOf, mapped, onOne, part } from '../lsblk.ts';

const rows = [
  device('sda', {}, part('sda1', fs('a'), mapped('root', 'crypt', fs('b'))), part('sda2')),
  device('sdb', fs('c')),
  device('sdc'),
  device('sr0', { type: 'rom' }),
  device('md0', { type: 'raid1' }, part('md0p1')),
  device('loop0', { type: 'loop' }, part('loop0p1')),
];
const names = new Map([
  ['/', '/dev/mapper/root'],
  ['/mnt/a b', '/dev/sda1'],
  ['/dev/disk/by-id/x', '/dev/sda'],
  ['/gone', '/dev/gone'],
]);
const layout = layoutOf(rows, { names });

t.test('what an operand names', async (t) => {
  const cases: [given: string, node: string][] = [
    ['/dev/sda', '/dev/sda'],
    ['//dev/./sda1/', '/dev/sda1'],
    ['/dev/mapper/root', '/dev/mapper/root'],
    ['/dev/disk/by-id/x', '/dev/sda'],
    ['/', '/dev/mapper/root'],
    ['/mnt/a b/', '/dev/sda1'],
  ];
  for (const [given, node] of cases) t.match(findDevice(layout, given), { path: node }, given);
  for (const given of ['sda', 'UUID=a', '', '/dev/sdx', '/dev', '/mnt', '/gone', '/dev/disk/by-id/y'])
    t.type(findDevice(layout, given), 'string', given);
  const unknown = layoutOf(rows, { names: null });
  t.match(findDevice(unknown, '/mnt'), 'MOUNTPOINTS');
  t.match(findDevice(unknown, '/dev/sda'), { path: '/dev/sda' });
});

t.test('paths', async (t) => {
  for (const [given, path] of [
    ['/', '/'],
    ['//a//b/../c/', '/a/c'],
  ])
    t.equal(plainPath(`${given}`), path);
});

t.test('disks and volumes', async (t) => {
  const cases: [node: string, sort: string | null][] = [
    ['/dev/sda', 'disk'],
    ['/dev/sda1', 'volume'],
    ['/dev/sda2', 'volume'],
    ['/dev/mapper/root', 'volume'],
    ['/dev/sdb', 'volume'],
    ['/dev/sdc', 'disk'],
    ['/dev/sr0', null],
    ['/dev/md0', 'disk'],
    ['/dev/md0p1', 'volume'],
    ['/dev/loop0', 'disk'],
  ];
  for (const [node, sort] of cases) t.equal(sortOf(layout, at(layout, node)), sort, node);
});

t.test('what cannot be paired', async (t) => {
  const cases: [old: string, fresh: string, names: string | undefined][] = [
    ['/dev/sda', '/dev/sdc', undefined],
    ['/dev/sda1', '/dev/sdb', undefined],
    ['/dev/sda1', '/dev/sda2', undefined],
    ['/dev/sda', '/dev/sda', '/dev/sda'],
    ['/dev/sda1', '/dev/sda1', '/dev/sda1'],
    ['/dev/sda', '/dev/sda1', '/dev/sda1'],
    ['/dev/sdb', '/dev/sdc', '/dev/sdc'],
    ['/dev/sda', '/dev/sr0', '/dev/sr0'],
    ['/dev/sr0', '/dev/sda', '/dev/sr0'],
  ];
  for (const [old, fresh, name] of cases) {
    const why = whyNoPair(onOne(layout), at(layout, old), at(layout, fresh));
    if (name === undefined) t.equal(why, undefined, `${old} ${fresh}`);
    else t.match(why, name, `${old} ${fresh}`);
  }
  const there = layoutOf(rows);
  t.equal(
    whyNoPair({ old: there, new: layout }, at(there, '/dev/sda'), at(layout, '/dev/sda')),
    undefined,
    'of another machine the same node is another disk',
  );
});
