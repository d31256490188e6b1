import t from 'tap';
import { withAllAbove, withAllBelow } from '../src/machine.ts';
import { at, device, machineOf, mapped, part } from './lsblk.ts';

const array = device('md0', { type: 'raid1' }, mapped('vg-a', 'lvm'));
const machine = machineOf([
  device('sda', {}, part('sda1', {}, array), part('sda2')),
  device('sdb', {}, part('sdb1', {}, array)),
]);
const names = (devices: readonly { readonly name: string }[]) => devices.map(({ name }) => name).sort();

t.test('what lies on a device', async (t) => {
  const cases: [path: string, above: string[]][] = [
    ['/dev/sda', ['md0', 'sda', 'sda1', 'sda2', 'vg-a']],
    // An array is listed below the first of its parts, which is before this disk.
    ['/dev/sdb', ['md0', 'sdb', 'sdb1', 'vg-a']],
    ['/dev/sda2', ['sda2']],
  ];
  for (const [path, above] of cases) t.strictSame(names(withAllAbove(machine, at(machine, path))), above);
});

t.test('what a device lies on', async (t) => {
  const below = withAllBelow(machine, at(machine, '/dev/mapper/vg-a'));
  t.strictSame(names(below), ['md0', 'sda', 'sda1', 'sdb', 'sdb1', 'vg-a']);
  t.strictSame(names(withAllBelow(machine, at(machine, '/dev/sda'))), ['sda']);
});
