import t from 'tap';
import { type BlockDevice, deviceOfPath } from '../src/device.ts';
import { decodeLsblk } from '../src/lsblk.ts';
import { arrayOver, childrenOf, partitionNumber, withAllAbove, withAllBelow } from '../src/stack.ts';

const node = (name: string, type: string, ...children: readonly unknown[]) => ({
  name,
  path: `/dev/${name}`,
  'maj:min': '8:0',
  type,
  children,
});
const array = node('md0', 'raid1', node('vg-a', 'lvm'));
const devices = decodeLsblk({
  blockdevices: [
    node('sda', 'disk', node('sda1', 'part', array), node('sda2', 'part')),
    node('sdb', 'disk', node('sdb1', 'part', array)),
  ],
});

const names = (some: readonly BlockDevice[]) => some.map(({ name }) => name).sort();

function at(name: string): BlockDevice {
  const found = deviceOfPath(devices, `/dev/${name}`);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

t.test('what lies on a device', async (t) => {
  const cases: [name: string, above: string[]][] = [
    ['sda', ['md0', 'sda', 'sda1', 'sda2', 'vg-a']],
    // An array is listed below the first of its parts, which is before this disk.
    ['sdb', ['md0', 'sdb', 'sdb1', 'vg-a']],
    ['sda2', ['sda2']],
  ];
  for (const [name, above] of cases) t.strictSame(names(withAllAbove(devices, at(name))), above);
  t.strictSame(names(childrenOf(devices, at('sda'))), ['sda1', 'sda2']);
  t.strictSame(childrenOf(devices, at('vg-a')), []);
});

t.test('what a device lies on', async (t) => {
  t.strictSame(names(withAllBelow(devices, at('vg-a'))), ['md0', 'sda', 'sda1', 'sdb', 'sdb1', 'vg-a']);
  t.strictSame(names(withAllBelow(devices, at('sda'))), ['sda']);
});

t.test('the number of a partition', async (t) => {
  const cases: [name: string, number: string | null][] = [
    ['sda1', '1'],
    ['sda15', '15'],
    ['nvme0n1p2', '2'],
    ['nvme0n1p12', '12'],
    ['mmcblk0p1', '1'],
    ['md126p3', '3'],
    ['loop10p1', '1'],
    ['mpatha-part2', '2'],
    ['odd', null],
  ];
  for (const [name, number] of cases) {
    const [device] = decodeLsblk({ blockdevices: [node(name, 'part')] });
    t.equal(device && partitionNumber(device), number, name);
  }
});

t.test('the array that a partition is a part of', async (t) => {
  const cases: [name: string, array: string | null][] = [
    ['sda1', 'md0'],
    ['sda2', null],
    ['md0', null],
    ['vg-a', null],
  ];
  for (const [name, array] of cases) t.equal(arrayOver(devices, at(name))?.name ?? null, array, name);
  const whole = node('md1', 'raid1', node('md1p1', 'part'));
  const disks = decodeLsblk({
    blockdevices: [node('sdc', 'disk', node('sdc1', 'part'), whole), node('sdd', 'disk', whole)],
  });
  const on = (name: string) =>
    disks.filter((one) => one.name === name).map((one) => arrayOver(disks, one)?.name);
  t.strictSame(on('sdc1'), ['md1'], 'on a disk that is one');
  t.strictSame(on('md1p1'), [undefined], 'a partition of the array is no part of it');
});
