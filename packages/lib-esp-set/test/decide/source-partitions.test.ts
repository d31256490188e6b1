import type { Machine } from '@twinroot/lib-machine';
import t from 'tap';
import type { Source } from '../../src/decide/source.ts';
import { registryPlaces, sourcePartitions, sourceWarnings } from '../../src/decide/source-partitions.ts';
import { device, machineOf, named, part, type Row, xbootldr } from '../machine-of.ts';

const ext4 = '0fc63daf-8483-4772-8e79-3d69d8477de4';
const boot = (name: string, digit: number) => part(name, digit, { parttype: xbootldr });
const sourceAt = (machine: Machine, name: string): Source => ({
  kind: 'source',
  device: named(machine, name),
  evidence: 'BootCurrent',
});

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
    const found = sourcePartitions(machine, sourceAt(machine, booted));
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
      'in an MBR: its mirrors would have to be on GPT',
      [device('sda', {}, part('sda1', 1, { parttype: '0xc', pttype: 'dos' }))],
      1,
    ],
    ['two XBOOTLDR partitions', [device('sda', {}, part('sda1', 1), boot('sda2', 2), boot('sda3', 3))], 1],
    [
      'an XBOOTLDR partition that is not FAT',
      [device('sda', {}, part('sda1', 1), part('sda2', 2, { parttype: xbootldr, fstype: 'ext4' }))],
      1,
    ],
    [
      'a part of an array',
      [device('sda', {}, { ...part('sda1', 1, { fstype: 'linux_raid_member' }), children: [array] })],
      1,
    ],
  ];
  for (const [name, rows, warnings] of cases) {
    const machine = machineOf(rows);
    t.equal(sourceWarnings(machine, sourceAt(machine, 'sda1')).length, warnings, name);
  }
});

t.test('a source that was named is so marked, with what goes with it', async (t) => {
  const machine = machineOf([device('sda', {}, part('sda1', 1), boot('sda2', 2))]);
  const found = sourcePartitions(machine, { ...sourceAt(machine, 'sda1'), evidence: null });
  t.strictSame(
    found.map(({ kind, evidence, member_by }) => [kind, evidence, member_by]),
    [
      ['esp', null, 'operand'],
      ['xbootldr', null, 'operand'],
    ],
  );
});

t.test('where the registry of a source is', async (t) => {
  const machine = machineOf([
    device('sda', {}, part('sda1', 1), boot('sda2', 2)),
    device('sdb', {}, boot('sdb1', 3)),
  ]);
  const places = (name: string) =>
    registryPlaces(machine, sourceAt(machine, name)).map(({ device: { name } }) => name);
  t.strictSame(places('sda1'), ['sda1']);
  t.strictSame(places('sda2'), ['sda1', 'sda2'], 'first that of the ESP');
  t.strictSame(places('sdb1'), ['sdb1'], 'there is no ESP beside it');
});
