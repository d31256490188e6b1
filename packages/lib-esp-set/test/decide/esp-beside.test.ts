import t from 'tap';
import { espsBeside } from '../../src/decide/esp-beside.ts';
import { device, machineOf, part, type Row, xbootldr } from '../machine-of.ts';

const boot = (name: string, digit: number) => part(name, digit, { parttype: xbootldr });

t.test('the ESP that goes with an XBOOTLDR partition', async (t) => {
  const cases: [name: string, rows: Row[], come: string[], present: string[], warnings: number][] = [
    ['one', [part('sdb1', 1), boot('sdb2', 2)], ['/dev/sdb2'], ['/dev/sdb1'], 0],
    ['it comes anyhow', [part('sdb1', 1), boot('sdb2', 2)], ['/dev/sdb1', '/dev/sdb2'], [], 0],
    ['an ESP alone', [part('sdb1', 1), boot('sdb2', 2)], ['/dev/sdb1'], [], 0],
    ['none', [boot('sdb2', 2)], ['/dev/sdb2'], [], 1],
    ['several', [part('sdb1', 1), boot('sdb2', 2), part('sdb3', 3)], ['/dev/sdb2'], [], 1],
    [
      'two XBOOTLDR partitions',
      [part('sdb1', 1), boot('sdb2', 2), boot('sdb3', 3)],
      ['/dev/sdb2', '/dev/sdb3'],
      ['/dev/sdb1'],
      0,
    ],
  ];
  for (const [name, rows, come, present, warnings] of cases) {
    const { devices } = machineOf([device('sda', {}, part('sda1', 9)), device('sdb', {}, ...rows)]);
    const found = espsBeside(devices, come);
    t.strictSame(
      found.present.map(({ path }) => path),
      present,
      name,
    );
    t.equal(found.warnings.length, warnings, name);
  }
});
