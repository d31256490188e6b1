import type { Deed } from '@twinroot/lib-firmware';
import t from 'tap';
import { bootMenu, bootOption } from '../../../lib-firmware/test/boot-option-fixture.ts';
import { type OptionFacts, optionsPlan, orderWithWays } from '../../src/decide/options-plan.ts';

const file = '\\EFI\\systemd\\systemd-bootx64.efi';
const shim = '\\EFI\\debian\\shimx64.efi';
const own = bootOption('0001', 'a', file);
const other = bootOption('0002', 'b', file.toUpperCase());
const foreign = bootOption('0000', 'w', '\\EFI\\Microsoft\\Boot\\bootmgfw.efi');
const facts = (more: Partial<OptionFacts>): OptionFacts => ({
  menu: bootMenu([own, other]),
  file,
  members: ['a', 'b'],
  deeds: [],
  prunes: false,
  ...more,
});
const waysOf = (more: Partial<OptionFacts>) =>
  optionsPlan(facts(more)).ways.map((way) =>
    [way.kind, way.kind === 'make' ? way.number : way.option?.number].join(' '),
  );
const deed = (did: Deed['did'], partuuid: string): Deed => ({
  time: 0,
  boot: null,
  did,
  partuuid,
  file: file.toLowerCase(),
  number: '0009',
});
const thrice = (did: Deed['did'], partuuid: string) => [1, 2, 3].map(() => deed(did, partuuid));

t.test('the way of each member', async (t) => {
  const cases: [string, Partial<OptionFacts>, string[]][] = [
    ['all is right', {}, ['right 0001', 'right 0002']],
    ['one is missing', { menu: bootMenu([own]) }, ['right 0001', 'make 0000']],
    ['both are', { menu: bootMenu([foreign]) }, ['make 0001', 'make 0002']],
    [
      'another file of the member is none',
      { menu: bootMenu([own, bootOption('0002', 'b', shim)]) },
      ['right 0001', 'make 0000'],
    ],
    ['in no order', { menu: bootMenu([own, other], { order: ['0001'] }) }, ['right 0001', 'order 0002']],
    [
      'dropped twice',
      { menu: bootMenu([own]), deeds: thrice('made', 'b').slice(1) },
      ['right 0001', 'make 0000'],
    ],
    [
      'dropped three times',
      { menu: bootMenu([own]), deeds: thrice('made', 'b') },
      ['right 0001', 'forgotten '],
    ],
    [
      'those of others do not count',
      { menu: bootMenu([own]), deeds: thrice('made', 'a') },
      ['right 0001', 'make 0000'],
    ],
    [
      'taken out of the order three times',
      { menu: bootMenu([own, other], { order: ['0001'] }), deeds: thrice('ordered', 'b') },
      ['right 0001', 'forgotten 0002'],
    ],
    ['made three times, and there', { deeds: thrice('made', 'b') }, ['right 0001', 'right 0002']],
  ];
  for (const [name, more, ways] of cases) t.strictSame(waysOf(more), ways, name);
});

t.test('all numbers are taken', async (t) => {
  const taken = Array.from({ length: 0x10000 }, (_, each) =>
    each.toString(16).toUpperCase().padStart(4, '0'),
  );
  t.strictSame(waysOf({ menu: bootMenu([own], { taken }) }), ['right 0001', 'make ']);
});

t.test('which of several options it is', async (t) => {
  const again = bootOption('0003', 'b', file);
  const cases: [string, Parameters<typeof bootMenu>, string, string[]][] = [
    ['the first in the order', [[own, other, again], { order: ['0003', '0002'] }], '0003', ['0002']],
    ['the one that was booted', [[own, other, again], { current: '0003' }], '0003', ['0002']],
    ['one that is active', [[own, { ...other, isActive: false }, again]], '0003', ['0002']],
    ['the lowest, when none is in an order', [[own, other, again], { order: ['0001'] }], '0002', ['0003']],
    [
      'what is given other data is no duplicate',
      [[own, other, { ...again, optionalData: Uint8Array.of(1) }]],
      '0002',
      [],
    ],
  ];
  for (const [name, menu, number, others] of cases) {
    const { ways, duplicates, remove } = optionsPlan(facts({ menu: bootMenu(...menu) }));
    const [, way] = ways;
    t.equal(way?.kind === 'make' ? null : way?.option?.number, number, name);
    t.strictSame(
      duplicates.map((each) => each.number),
      others,
      name,
    );
    t.strictSame(remove, [], 'nothing is taken out without being asked');
  }
  const menu = bootMenu([own, other, again, bootOption('0004', 'b', file)], { next: '0003' });
  t.strictSame(
    optionsPlan(facts({ menu, prunes: true })).remove,
    ['0004'],
    'but for the one that is booted next',
  );
});

t.test('the order', async (t) => {
  const make = (partuuid: string, number: string) => ({ kind: 'make', partuuid, number }) as const;
  const right = { kind: 'right', partuuid: 'a', option: own } as const;
  const forgotten = { kind: 'forgotten', partuuid: 'b', option: other } as const;
  const cases: [
    order: string[],
    current: string | null,
    ways: Parameters<typeof orderWithWays>[1],
    wanted: string[],
  ][] = [
    [['0001', '0000'], '0001', [right, make('b', '0002')], ['0001', '0002', '0000']],
    [
      ['0000', '0001'],
      '0001',
      [right, make('b', '0002'), make('c', '0003')],
      ['0000', '0001', '0002', '0003'],
    ],
    [['0001', '0000'], '0009', [right, make('b', '0002')], ['0001', '0002', '0000']],
    [['0007', '0000'], '0007', [make('a', '0001'), make('b', '0002')], ['0007', '0001', '0002', '0000']],
    // A live system: behind the machine's own option, where that comes first.
    [['0001', '0007', '0000'], '0007', [right, make('b', '0002')], ['0001', '0002', '0007', '0000']],
    [['0007', '0000', '0001'], '0007', [right, make('b', '0002')], ['0007', '0002', '0000', '0001']],
    [['0000'], '0007', [make('a', '0001'), make('b', '0002')], ['0000', '0001', '0002']],
    [[], null, [make('a', '0001'), make('b', '0002')], ['0001', '0002']],
    [['0001', '0000'], '0001', [right, forgotten], ['0001', '0000']],
    [['0001', '0002'], '0001', [right, make('b', '0002')], ['0001', '0002']],
  ];
  for (const [order, current, ways, wanted] of cases)
    t.strictSame(orderWithWays({ order, current }, ways), wanted, `${order} ${current}`);
});
