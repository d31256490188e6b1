import t from 'tap';
import { bootedPartitions, bootedWarnings } from '../../src/decide/booted-partitions.ts';
import { device, machineOf, named, part, type Row, xbootldr } from '../machine-of.ts';

const ext4 = '0fc63daf-8483-4772-8e79-3d69d8477de4';
const boot = (name: string, digit: number) => part(name, digit, { parttype: xbootldr });

t.test('what was booted, and what belongs to it', async (t) => {
  const cases: [name: string, rows: Row[], booted: string, expected: string[]][] = [
    ['an ESP alone', [device('sda', {}, part('sda1', 1))], 'sda1', ['esp sda1 BootCurrent']],
    [
      'an ESP beside an XBOOTLDR partition',
      [device('sda', {}, part('sda1', 1), boot('sda2', 2))],
      'sda1',
      ['esp sda1 BootCurrent', 'xbootldr sda2 null'],
    ],
    [
      'the XBOOTLDR partition was named',
      [device('sda', {}, part('sda1', 1), boot('sda2', 2))],
      'sda2',
      ['esp sda1 null', 'xbootldr sda2 BootCurrent'],
    ],
    [
      'the XBOOTLDR partition of another disk',
      [device('sda', {}, part('sda1', 1)), device('sdb', {}, boot('sdb1', 2))],
      'sda1',
      ['esp sda1 BootCurrent'],
    ],
    [
      'another type counts as an ESP',
      [device('sda', {}, part('sda1', 1, { parttype: ext4 }))],
      'sda1',
      ['esp sda1 BootCurrent'],
    ],
  ];
  for (const [name, rows, booted, expected] of cases) {
    const machine = machineOf(rows);
    const found = bootedPartitions(machine, named(machine, booted), 'BootCurrent');
    t.strictSame(
      found.map(({ kind, device: { name: node }, evidence }) => `${kind} ${node} ${evidence}`),
      expected,
      name,
    );
  }
});

t.test('what is unusual about it', async (t) => {
  const array = device('md1', { type: 'raid1', fstype: 'vfat' });
  const cases: [name: string, rows: Row[], warnings: number][] = [
    ['nothing', [device('sda', {}, part('sda1', 1), boot('sda2', 2))], 0],
    ['another type', [device('sda', {}, part('sda1', 1, { parttype: ext4 }))], 1],
    [
      'in an MBR, types say little',
      [device('sda', {}, part('sda1', 1, { parttype: '0xc', pttype: 'dos' }))],
      0,
    ],
    ['two XBOOTLDR partitions', [device('sda', {}, part('sda1', 1), boot('sda2', 2), boot('sda3', 3))], 1],
    [
      'a part of an array',
      [device('sda', {}, { ...part('sda1', 1, { fstype: 'linux_raid_member' }), children: [array] })],
      1,
    ],
  ];
  for (const [name, rows, warnings] of cases) {
    const machine = machineOf(rows);
    t.equal(bootedWarnings(machine, named(machine, 'sda1')).length, warnings, name);
  }
});
