import t from 'tap';
import { pairByContent, pairDevices } from '../../src/decide/pair-devices.ts';
import { at, device, fs, layoutOf, luks, mapped, onOne, part, type Row } from '../lsblk.ts';

const pv: Row = { fstype: 'LVM2_member', uuid: 'p' };
const raid: Row = { fstype: 'linux_raid_member', uuid: 'r' };
const array = (name: string) => device(name, { type: 'raid1', ...fs('x') });

t.test('two devices with all that lies on them', async (t) => {
  const cases: [name: string, old: Row, fresh: Row, pairs: string[], faults: number][] = [
    ['file systems', part('sda1', fs('a')), part('sdb1', fs('b')), ['sda1 sdb1'], 0],
    [
      'file systems of two types',
      part('sda1', fs('a', null, 'btrfs')),
      part('sdb1', fs('b')),
      ['sda1 sdb1'],
      1,
    ],
    [
      'LUKS volumes',
      part('sda1', luks('a'), mapped('one', 'crypt', fs('c'))),
      part('sdb1', luks('b'), mapped('two', 'crypt', fs('d'))),
      ['sda1 sdb1', 'one two'],
      0,
    ],
    [
      'one of them not open',
      part('sda1', luks('a'), mapped('one', 'crypt', fs('c'))),
      part('sdb1', luks('b')),
      ['sda1 sdb1'],
      1,
    ],
    [
      'logical volumes by their names',
      part('sda1', pv, mapped('vg0-root', 'lvm'), mapped('vg0-old', 'lvm')),
      part('sdb1', pv, mapped('vg1-new', 'lvm'), mapped('vg1-root', 'lvm')),
      ['sda1 sdb1', 'vg0-root vg1-root'],
      2,
    ],
    [
      'arrays',
      part('sda1', raid, array('md0')),
      part('sdb1', raid, array('md1')),
      ['sda1 sdb1', 'md0 md1'],
      0,
    ],
    ['an array that does not run', part('sda1', raid), part('sdb1', raid, array('md1')), ['sda1 sdb1'], 1],
    ['other content', part('sda1', luks('a')), part('sdb1', fs('b')), [], 1],
    [
      'disks, which come last',
      device('sda', {}, part('sda1', fs('a'))),
      device('sdb', {}, part('sdb1', fs('b'))),
      ['sda1 sdb1', 'sda sdb'],
      0,
    ],
    [
      'an array on both disks',
      device('sda', {}, array('md0'), part('sda1')),
      device('sdb', {}, array('md0')),
      [],
      1,
    ],
  ];
  for (const [name, old, fresh, pairs, faults] of cases) {
    const layout = layoutOf([old, fresh]);
    const found = pairDevices(onOne(layout), at(layout, `${old['path']}`), at(layout, `${fresh['path']}`));
    t.strictSame(
      found.pairs.map((pair) => `${pair.old.name} ${pair.new.name}`),
      pairs,
      name,
    );
    t.equal(found.faults.length, faults, `${name}: faults`);
  }
  const one = layoutOf([part('sda1', fs('a'))]);
  const same = pairDevices(onOne(one), at(one, '/dev/sda1'), at(one, '/dev/sda1'));
  t.match(same, { pairs: [], faults: { length: 1 } }, 'a device and itself');
});

t.test('what they hold', async (t) => {
  const layout = layoutOf([part('sda1', fs('a')), part('sda2'), part('sda3', luks('b'))]);
  const of = (old: string, fresh: string) => {
    const { pairs, faults, notes } = pairByContent(at(layout, old), at(layout, fresh));
    return [pairs.length, faults.length, notes.length];
  };
  t.strictSame(of('/dev/sda1', '/dev/sda1'), [1, 0, 0]);
  t.strictSame(of('/dev/sda2', '/dev/sda1'), [1, 0, 1]);
  t.strictSame(of('/dev/sda1', '/dev/sda2'), [1, 1, 0]);
  t.strictSame(of('/dev/sda1', '/dev/sda3'), [0, 1, 0]);
});
