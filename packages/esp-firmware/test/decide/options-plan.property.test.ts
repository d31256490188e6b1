import { type BootOption, type Deed, foldedFile, mostDeeds } from '@twinroot/lib-firmware';
import fc from 'fast-check';
import t from 'tap';
import { booted, type Firmware, type Habits, hasWay, runOn, wellBehaved } from './firmware-model.ts';

// The decision of esp-firmware on firmware of all habits, over boots with disks that come and go.

const file = '\\EFI\\systemd\\systemd-bootx64.efi';
const members = ['disk0', 'disk1', 'disk2'] as const;

const habits: fc.Arbitrary<Habits> = fc.record({
  dropsAbsent: fc.boolean(),
  dropsUnordered: fc.boolean(),
  dropsEqualLabels: fc.boolean(),
  capitals: fc.boolean(),
  resetsOrder: fc.constantFrom('no', 'no', 'own', 'none'),
  keepsDeadNumbers: fc.boolean(),
  room: fc.oneof(fc.constant(Infinity), fc.nat(8)),
  ignoresNext: fc.boolean(),
});

/** Options of others, and some of ours that somebody made before, twice or with paths of other cases. */
const option: fc.Arbitrary<Omit<BootOption, 'number'>> = fc.record({
  label: fc.constantFrom('Linux', 'Windows Boot Manager', 'UEFI OS'),
  partuuid: fc.constantFrom(...members, 'windows', 'stick', null),
  file: fc.constantFrom(
    file,
    file.toUpperCase(),
    '\\EFI\\Microsoft\\Boot\\bootmgfw.efi',
    '\\EFI\\debian\\shimx64.efi',
    null,
  ),
  isActive: fc.boolean(),
  optionalData: fc.constantFrom(new Uint8Array(), Uint8Array.of(1)),
});

const firmware: fc.Arbitrary<Firmware> = fc
  .record({
    habits,
    numbered: fc.uniqueArray(fc.tuple(fc.nat(9), option), { selector: ([number]) => number, maxLength: 6 }),
    order: fc.uniqueArray(fc.nat(11), { maxLength: 8 }),
  })
  .map(({ habits, numbered, order }) => ({
    habits,
    options: numbered.map(([number, one]) => ({ ...one, number: `000${number.toString(16).toUpperCase()}` })),
    order: order.map((number) => `000${number.toString(16).toUpperCase()}`),
    current: null,
    next: null,
    written: 0,
  }));

const disks = fc.subarray([...members], { minLength: 1 });

/** Whether an option is one of those that esp-firmware makes or takes out: on a member, with the file. */
const isOurs = ({ partuuid, file: own }: BootOption) =>
  members.some((member) => member === partuuid) && own !== null && foldedFile(own) === foldedFile(file);

const memberOf = ({ options, current }: Firmware) =>
  options.find(({ number }) => number === current)?.partuuid ?? null;

/** The members that are there, the booted one first. */
const present = (state: Firmware, there: readonly string[]) =>
  there.toSorted((a, b) => Number(b === memberOf(state)) - Number(a === memberOf(state)));

/** Of an order, what was in another one. */
const within = (order: readonly string[], other: readonly string[]) =>
  order.filter((number) => other.includes(number));

/** What a run did that it must not; null: nothing. */
function whyWrong(before: Firmware, after: Firmware): string | null {
  const isSame = (one: BootOption) => (other: BootOption) =>
    other.partuuid === one.partuuid &&
    isOurs(other) &&
    Buffer.compare(other.optionalData, one.optionalData) === 0;
  for (const one of before.options)
    if (!after.options.includes(one) && !(isOurs(one) && after.options.some(isSame(one))))
      return `${one.number} is gone, and nothing does what it did`;
  const numberOf = ({ number }: BootOption) => number;
  const gone = before.options.map(numberOf).filter((number) => !after.options.map(numberOf).includes(number));
  const stay = before.order.filter((number) => !gone.includes(number));
  if (within(after.order, stay).join() !== stay.join()) return 'the order of others changed';
  if (stay.length > 0 && after.order[0] !== stay[0]) return 'a new one is the first';
  const made = after.options.filter((one) => !before.options.includes(one)).map(numberOf);
  if (made.some((number) => before.order.includes(number))) return 'a new one has the place of one that was';
  return null;
}

t.test('it writes nothing the second time, and leaves what is not its own', async () => {
  const boots = fc.array(disks, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(firmware, boots, fc.boolean(), (start, visits, prunes) => {
      let state = start;
      let deeds: readonly Deed[] = [];
      for (const there of visits) {
        const up = booted(state, there);
        if (up === null) continue;
        const facts = { members: present(up, there), file, prunes };
        const first = runOn(up, deeds, facts);
        const why = whyWrong(up, first.firmware);
        if (why !== null) throw new Error(why);
        if (runOn(first.firmware, first.deeds, facts).writes !== 0) throw new Error('the second run writes');
        ({ firmware: state, deeds } = first);
      }
    }),
    { numRuns: 3000 },
  );
});

t.test('it settles: what is written ends, however often disks come and go', async () => {
  fc.assert(
    fc.property(firmware, fc.array(disks, { minLength: 30, maxLength: 60 }), (start, boots) => {
      let state = start;
      let deeds: readonly Deed[] = [];
      let writes = 0;
      for (const there of boots) {
        const up = booted(state, there);
        if (up === null) continue;
        const run = runOn(up, deeds, { members: present(up, there), file, prunes: false });
        writes += run.writes;
        ({ firmware: state, deeds } = run);
      }
      // Each option is made and ordered so often at the most, with a BootOrder each time.
      const most = members.length * mostDeeds * 3;
      if (writes > most) throw new Error(`${writes} variables were written, more than ${most}`);
    }),
    { numRuns: 2000 },
  );
});

t.test(
  'on firmware that behaves each member that is there has its way in, whatever was there before',
  async () => {
    const kinds: Partial<Habits>[] = [
      {},
      { capitals: true },
      { dropsEqualLabels: true },
      { dropsUnordered: true },
    ];
    fc.assert(
      fc.property(
        firmware,
        fc.array(disks, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...kinds),
        (start, boots, kind) => {
          let state: Firmware = { ...start, habits: { ...wellBehaved, ...kind } };
          let deeds: readonly Deed[] = [];
          for (const there of boots) {
            const up = booted(state, there);
            if (up === null) continue;
            const run = runOn(up, deeds, { members: present(up, there), file, prunes: false });
            for (const member of there)
              if (!hasWay(run.firmware, member, file)) throw new Error(`${member} has no option`);
            ({ firmware: state, deeds } = run);
          }
        },
      ),
      { numRuns: 2000 },
    );
  },
);

t.test('one disk that goes and comes, on each firmware by itself', async (t) => {
  // The last boot of twenty at which something is written; the second disk is there at every other one.
  const cases: [string, Partial<Habits>, last: number, keeps: boolean][] = [
    ['behaves', {}, 0, true],
    ['drops options of absent disks', { dropsAbsent: true }, 4, false],
    ['drops what is in no order', { dropsUnordered: true }, 0, true],
    ['drops equal labels', { dropsEqualLabels: true }, 0, true],
    ['writes paths in capitals', { capitals: true }, 0, true],
    ['resets the order to its own', { resetsOrder: 'own' }, 6, false],
    ['deletes the order', { resetsOrder: 'none' }, 6, false],
    ['has no room', { room: 0 }, -1, false],
    ['has room for one', { room: 1 }, 0, false],
    ['ignores BootNext', { ignoresNext: true }, 0, true],
  ];
  for (const [name, kind, wanted, keeps] of cases) {
    const first = {
      number: '0001',
      label: 'Linux',
      partuuid: 'disk0',
      file,
      isActive: true,
      optionalData: new Uint8Array(),
    };
    let state: Firmware = {
      habits: { ...wellBehaved, ...kind },
      options: [first],
      order: ['0001'],
      current: null,
      next: null,
      written: 0,
    };
    let deeds: readonly Deed[] = [];
    let last = -1;
    for (let each = 0; each < 20; each += 1) {
      const there = each % 2 === 0 ? ['disk0', 'disk1'] : ['disk0'];
      const up = booted(state, there);
      if (up === null) throw new Error('nothing boots');
      const run = runOn(up, deeds, { members: present(up, there), file, prunes: false });
      if (run.writes > 0) last = each;
      ({ firmware: state, deeds } = run);
    }
    t.equal(last, wanted, `${name}: the last boot at which something is written`);
    const up = booted(state, ['disk0', 'disk1']);
    t.equal(up !== null && hasWay(up, 'disk1', file), keeps, name);
  }
});
