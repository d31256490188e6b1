import fc from 'fast-check';
import t from 'tap';
import { pairPartitions } from '../../src/decide/pair-partitions.ts';
import { data, esp, layoutOf, part, type Row } from '../lsblk.ts';

const swap = '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f';
const partitions = (rows: readonly Row[]) => layoutOf(rows).devices;

/** Pairs as `sda1 sdb1`, and how many texts there are about what is not paired. */
function pair(olds: readonly Row[], fresh: readonly Row[]): { pairs: string[]; faults: readonly string[] } {
  const { pairs, faults } = pairPartitions(partitions(olds), partitions(fresh));
  return { pairs: pairs.map(([old, one]) => `${old.name} ${one.name}`), faults };
}

const p = (name: string, parttype: string | null, partlabel?: string, label?: string) =>
  part(name, { parttype, partlabel, label });

t.test('pairs', async (t) => {
  const cases: [title: string, olds: Row[], fresh: Row[], pairs: string[], faults: number][] = [
    ['none', [], [], [], 0],
    ['the only ones of their type', [p('sda1', esp)], [p('sdb3', esp)], ['sda1 sdb3'], 0],
    ['whatever their labels', [p('sda1', esp, 'a', 'x')], [p('sdb3', esp, 'b', 'y')], ['sda1 sdb3'], 0],
    [
      'by type, in another order',
      [p('sda1', esp), p('sda2', swap), p('sda3', data)],
      [p('sdb1', swap), p('sdb2', data), p('sdb3', esp)],
      ['sda1 sdb3', 'sda2 sdb1', 'sda3 sdb2'],
      0,
    ],
    ['another type is no partner', [p('sda1', esp)], [p('sdb1', data)], [], 2],
    ['one too many', [p('sda1', esp)], [p('sdb1', esp), p('sdb2', esp)], ['sda1 sdb1'], 1],
    [
      'by number',
      [p('sda2', data), p('sda3', data)],
      [p('nvme0n1p2', data), p('nvme0n1p3', data)],
      ['sda2 nvme0n1p2', 'sda3 nvme0n1p3'],
      0,
    ],
    [
      'by number, not by the order of the table',
      [p('sda3', data), p('sda2', data)],
      [p('sdb2', data), p('sdb3', data)],
      ['sda3 sdb3', 'sda2 sdb2'],
      0,
    ],
    [
      'by PARTLABEL where no number says anything',
      [p('sda2', data, 'root'), p('sda3', data, 'home')],
      [p('sdb5', data, 'home'), p('sdb6', data, 'root')],
      ['sda2 sdb6', 'sda3 sdb5'],
      0,
    ],
    [
      'by LABEL',
      [p('sda2', data, 'primary', 'root'), p('sda3', data, 'primary', 'home')],
      [p('sdb5', data, 'primary', 'home'), p('sdb6', data, 'primary', 'root')],
      ['sda2 sdb6', 'sda3 sdb5'],
      0,
    ],
    [
      'labels that say the same as numbers, or nothing',
      [p('sda2', data, 'root', 'a'), p('sda3', data, 'home')],
      [p('sdb2', data, 'root', 'b'), p('sdb3', data)],
      ['sda2 sdb2', 'sda3 sdb3'],
      0,
    ],
    [
      'a label against the number',
      [p('sda2', data, null as never, 'root'), p('sda3', data, null as never, 'home'), p('sda4', data)],
      [p('sdb2', data, null as never, 'home'), p('sdb3', data, null as never, 'root'), p('sdb4', data)],
      ['sda4 sdb4'],
      1,
    ],
    [
      'a PARTLABEL against the LABEL',
      [p('sda2', data, 'root', 'x'), p('sda3', data)],
      [p('sdb5', data, 'root'), p('sdb6', data, 'other', 'x')],
      [],
      2,
    ],
    [
      'all one further: nothing is guessed',
      [p('sda2', data, 'root'), p('sda3', data, 'home')],
      [p('sdb3', data, 'root'), p('sdb4', data, 'home')],
      [],
      1,
    ],
    [
      'what is left over is no pair',
      [p('sda2', data), p('sda3', data)],
      [p('sdb2', data), p('sdb7', data)],
      ['sda2 sdb2'],
      2,
    ],
    [
      'MBR',
      [p('sda1', '0x83'), p('sda2', '0x82')],
      [p('sdb1', '0x82'), p('sdb2', '0x83')],
      ['sda1 sdb2', 'sda2 sdb1'],
      0,
    ],
    ['types that are not known', [p('sda1', null), p('sda2', null)], [p('sdb1', null)], ['sda1 sdb1'], 1],
  ];
  for (const [title, olds, fresh, pairs, faults] of cases) {
    const found = pair(olds, fresh);
    t.strictSame(found.pairs, pairs, title);
    t.equal(found.faults.length, faults, `${title}: ${found.faults.join('\n')}`);
  }
});

t.test('what is not clear is named with all that take part', async (t) => {
  const label = (name: string, text: string) => part(name, { label: text });
  const { faults } = pair(
    [label('sda2', 'root'), label('sda3', 'home')],
    [label('sdb2', 'home'), label('sdb3', 'root')],
  );
  for (const name of ['sda2', 'sda3', 'sdb2', 'sdb3']) t.match(faults.join(), name);
});

t.test('each partition has one partner, or is named', async () => {
  const names = fc.option(fc.constantFrom('a', 'b', 'c'));
  const disk = (name: string) =>
    fc
      .uniqueArray(
        fc.record({
          number: fc.integer({ min: 1, max: 5 }),
          parttype: fc.constantFrom(esp, data),
          partlabel: names,
          label: names,
        }),
        { selector: ({ number }) => number, maxLength: 5 },
      )
      .map((all) => partitions(all.map(({ number, ...more }) => part(`${name}${number}`, more))));
  await fc.assert(
    fc.property(disk('sda'), disk('sdb'), (olds, fresh) => {
      const { pairs, faults } = pairPartitions(olds, fresh);
      const said = faults.join('\n');
      for (const device of [...olds, ...fresh]) {
        const times = pairs.filter((each) => each.includes(device)).length;
        if (times + (said.includes(device.path) ? 1 : 0) !== 1) return false;
      }
      const turned = pairPartitions(fresh, olds);
      return (
        pairs.every(([old, one]) => old.parttype === one.parttype) &&
        pairs.every(([old, one]) => turned.pairs.some(([a, b]) => a === one && b === old)) &&
        turned.pairs.length === pairs.length
      );
    }),
    { numRuns: 1000 },
  );
});
