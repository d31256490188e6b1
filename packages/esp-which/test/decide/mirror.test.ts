import t from 'tap';
import { kindOf, whyNoMirror } from '../../src/decide/mirror.ts';
import { device, machineOf, named, part, type Row, xbootldr } from '../machine-of.ts';

t.test('kinds', async (t) => {
  const machine = machineOf([
    device(
      'sda',
      {},
      part('sda1', 1),
      part('sda2', 2, { parttype: xbootldr }),
      part('sda3', 3, { parttype: '0xef' }),
    ),
  ]);
  t.equal(kindOf(named(machine, 'sda1')), 'esp');
  t.equal(kindOf(named(machine, 'sda2')), 'xbootldr');
  t.equal(kindOf(named(machine, 'sda3')), null);
  t.equal(kindOf(named(machine, 'sda')), null);
});

t.test('what can be a mirror of the booted ESP', async (t) => {
  const cases: [name: string, rows: Row[], isMirror: boolean][] = [
    ['an ESP of another disk', [device('sdb', {}, part('sdb1', 2))], true],
    ['without a PARTUUID', [device('sdb', {}, part('sdb1', 2, { partuuid: null }))], false],
    ['a copy', [device('sdb', {}, part('sdb1', 2)), device('sdc', {}, part('sdc1', 2))], false],
    ['removable', [device('sdb', {}, part('sdb1', 2, { rm: true }))], false],
    ['another type', [device('sdb', {}, part('sdb1', 2, { parttype: null }))], false],
    ['no FAT', [device('sdb', {}, part('sdb1', 2, { fstype: 'ext4' }))], false],
    ['FAT without long names', [device('sdb', {}, part('sdb1', 2, { fstype: 'msdos' }))], true],
    ['of a kind that was not booted', [device('sdb', {}, part('sdb1', 2, { parttype: xbootldr }))], false],
  ];
  for (const [name, rows, isMirror] of cases) {
    const machine = machineOf([device('sda', {}, part('sda1', 1), part('sda2', 3)), ...rows]);
    const booted = [{ kind: 'esp', device: named(machine, 'sda1') }] as const;
    t.equal(whyNoMirror(machine.devices, booted, named(machine, 'sdb1')) === null, isMirror, name);
    t.type(whyNoMirror(machine.devices, booted, named(machine, 'sda2')), 'string', 'on the booted disk');
  }
});
