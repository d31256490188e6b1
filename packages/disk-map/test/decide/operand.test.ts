import t from 'tap';
import { deviceNamed, pairOperands, sortOf, whyNoPair } from '../../src/decide/operand.ts';
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
  for (const [given, node] of cases) t.match(deviceNamed(layout, given), { device: { path: node } }, given);
  for (const given of ['sda', 'UUID=a', '', '/dev/sdx', '/dev', '/mnt', '/gone', '/dev/disk/by-id/y'])
    t.equal(deviceNamed(layout, given).kind, 'refused', given);
  const unknown = layoutOf(rows, { names: null });
  t.match(deviceNamed(unknown, '/mnt'), { reason: 'MOUNTPOINTS' });
  t.match(deviceNamed(unknown, '/dev/sda'), { device: { path: '/dev/sda' } });
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
  const cases: [old: string, fresh: string, names: string | null][] = [
    ['/dev/sda', '/dev/sdc', null],
    ['/dev/sda1', '/dev/sdb', null],
    ['/dev/sda1', '/dev/sda2', null],
    ['/dev/sda', '/dev/sda', '/dev/sda'],
    ['/dev/sda1', '/dev/sda1', '/dev/sda1'],
    ['/dev/sda', '/dev/sda1', '/dev/sda1'],
    ['/dev/sdb', '/dev/sdc', '/dev/sdc'],
    ['/dev/sda', '/dev/sr0', '/dev/sr0'],
    ['/dev/sr0', '/dev/sda', '/dev/sr0'],
  ];
  for (const [old, fresh, name] of cases) {
    const why = whyNoPair(onOne(layout), at(layout, old), at(layout, fresh));
    if (name === null) t.equal(why, null, `${old} ${fresh}`);
    else t.match(why, name, `${old} ${fresh}`);
  }
  const there = layoutOf(rows);
  t.equal(
    whyNoPair({ old: there, new: layout }, at(there, '/dev/sda'), at(layout, '/dev/sda')),
    null,
    'of another machine the same node is another disk',
  );
});

t.test('two operands', async (t) => {
  const cases: [old: string, fresh: string, pair: [string, string] | null][] = [
    ['/dev/sda', '/dev/sdc', ['/dev/sda', '/dev/sdc']],
    ['/', '/mnt/a b', ['/dev/mapper/root', '/dev/sda1']],
    ['/dev/sdx', '/dev/sdc', null],
    ['/dev/sda', 'sdc', null],
    ['/dev/sda', '/dev/sda1', null],
  ];
  for (const [old, fresh, pair] of cases) {
    const found = pairOperands(onOne(layout), old, fresh);
    const nodes = found.kind === 'pair' ? [found.old.path, found.new.path] : null;
    t.strictSame(nodes, pair, `${old} ${fresh}`);
  }
});
