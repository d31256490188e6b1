import t from 'tap';
import { pairVolumes } from '../../src/decide/pair-volumes.ts';
import { at, device, fs, layoutOf, luks, mapped, onOne, part, type Row } from '../lsblk.ts';

t.test('a volume with what it lies in', async (t) => {
  const crypt = (disk: string, name: string) =>
    device(disk, {}, part(`${disk}1`, luks(disk), mapped(name, 'crypt', fs(name))));
  const pv = { fstype: 'LVM2_member' };
  const lvm = (disk: string, group: string) =>
    device(disk, {}, part(`${disk}1`, pv, mapped(`${group}-root`, 'lvm', fs(group))));
  const striped = mapped('vg0-root', 'lvm', fs('s'));
  const cases: [name: string, rows: Row[], old: string, fresh: string, pairs: string[], faults: number][] = [
    [
      'partitions, without their disks',
      [device('sda', {}, part('sda1', fs('a'))), device('sdb', {}, part('sdb1', fs('b')))],
      '/dev/sda1',
      '/dev/sdb1',
      ['sda1 sdb1'],
      0,
    ],
    [
      'what is in LUKS volumes',
      [crypt('sda', 'one'), crypt('sdb', 'two')],
      '/dev/mapper/one',
      '/dev/mapper/two',
      ['one two', 'sda1 sdb1'],
      0,
    ],
    [
      'logical volumes',
      [lvm('sda', 'vg0'), lvm('sdb', 'vg1')],
      '/dev/mapper/vg0-root',
      '/dev/mapper/vg1-root',
      ['vg0-root vg1-root', 'sda1 sdb1'],
      0,
    ],
    [
      'an encrypted one and a plain one',
      [crypt('sda', 'one'), device('sdb', {}, part('sdb1', fs('b')))],
      '/dev/mapper/one',
      '/dev/sdb1',
      ['one sdb1'],
      1,
    ],
    [
      'one that lies on two partitions',
      [
        device('sda', {}, part('sda1', pv, striped)),
        device('sdc', {}, part('sdc1', pv, striped)),
        lvm('sdb', 'vg1'),
      ],
      '/dev/mapper/vg0-root',
      '/dev/mapper/vg1-root',
      ['vg0-root vg1-root'],
      1,
    ],
  ];
  for (const [name, rows, old, fresh, pairs, faults] of cases) {
    const layout = layoutOf(rows);
    const found = pairVolumes(onOne(layout), at(layout, old), at(layout, fresh));
    t.strictSame(
      found.pairs.map((pair) => `${pair.old.name} ${pair.new.name}`),
      pairs,
      name,
    );
    t.equal(found.faults.length, faults, `${name}: ${found.faults}`);
  }
});
