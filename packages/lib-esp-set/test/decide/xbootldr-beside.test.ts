import t from 'tap';
import { sourcePartitions } from '../../src/decide/source-partitions.ts';
import { xbootldrBeside } from '../../src/decide/xbootldr-beside.ts';
import { device, machineOf, named, part, type Row, xbootldr } from '../machine-of.ts';

const boot = (name: string, digit: number, more: Row = {}) =>
  part(name, digit, { parttype: xbootldr, ...more });

t.test('the XBOOTLDR partition that goes with a mirror', async (t) => {
  const cases: [name: string, own: Row[], other: Row[], present: string[], warnings: number][] = [
    ['neither has one', [], [], [], 0],
    ['both have one', [boot('sda2', 3)], [boot('sdb2', 4)], ['/dev/sdb2'], 0],
    ['only the source has one', [boot('sda2', 3)], [], [], 1],
    ['only the mirror has one', [], [boot('sdb2', 4)], [], 0],
    ['that of the mirror is not FAT', [boot('sda2', 3)], [boot('sdb2', 4, { fstype: 'ext4' })], [], 1],
    ['that of the mirror has no file system', [boot('sda2', 3)], [boot('sdb2', 4, { fstype: null })], [], 1],
    ['that of the source is not FAT', [boot('sda2', 3, { fstype: 'ext4' })], [boot('sdb2', 4)], [], 0],
    ['two on the mirror', [boot('sda2', 3)], [boot('sdb2', 4), boot('sdb3', 5)], [], 1],
    [
      'two on the mirror, of which one is fit',
      [boot('sda2', 3)],
      [boot('sdb2', 4, { fstype: 'ext4' }), boot('sdb3', 5)],
      ['/dev/sdb3'],
      0,
    ],
  ];
  for (const [name, own, other, present, warnings] of cases) {
    const machine = machineOf([
      device('sda', {}, part('sda1', 1), ...own),
      device('sdb', {}, part('sdb1', 2), ...other),
    ]);
    const source = sourcePartitions(machine, {
      kind: 'source',
      device: named(machine, 'sda1'),
      evidence: 'BootCurrent',
    });
    const mirrors = new Map([['/dev/sdb1', 'pattern' as const]]);
    const found = xbootldrBeside(machine, source, mirrors, {
      removable: false,
      force: false,
      foreign: null,
      left: new Map(),
    });
    t.strictSame(
      [...found.present],
      present.map((path) => [path, 'pattern']),
      name,
    );
    t.equal(found.warnings.length, warnings, `${name}: warnings`);
  }
});
