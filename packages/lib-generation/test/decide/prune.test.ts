import fc from 'fast-check';
import t from 'tap';
import { type Prunable, pruned } from '../../src/decide/prune.ts';

const one = (id: string, more: Partial<Prunable> = {}): Prunable => ({
  id,
  isSealed: true,
  slot: null,
  isDefault: false,
  isKept: false,
  isBooted: false,
  mountpoints: [],
  isUntried: false,
  ...more,
});

t.test('the oldest go, but what is needed stays, with the reason', async (t) => {
  const cases: readonly (readonly [Partial<Prunable>, string])[] = [
    [{ isBooted: true }, 'it was booted'],
    [{ mountpoints: ['/mnt'] }, 'it is mounted on /mnt'],
    [{ slot: 0 }, 'it is current/0'],
    [{ isDefault: true }, 'it is mounted where no subvolume is named'],
    [{ isUntried: true }, 'it was not tried yet'],
    [{ isKept: true }, 'its file keep says so'],
  ];
  for (const [more, why] of cases)
    t.strictSame(pruned([one('a'), one('b', more), one('c'), one('d', { slot: 1 })], 2), {
      go: ['a'],
      stay: [{ id: 'b', why }],
    });
  t.strictSame(
    pruned([one('a', { slot: 3 }), one('b')], 1).go,
    ['a'],
    'an old one of the current ones may go',
  );
});

t.test('never more than asked for, the newest never, and nothing that is not sealed', async () => {
  const generation = fc.record({
    isSealed: fc.boolean(),
    slot: fc.option(fc.nat({ max: 3 }), { nil: null }),
    isDefault: fc.boolean(),
    isKept: fc.boolean(),
    isBooted: fc.boolean(),
    mountpoints: fc.constantFrom<readonly string[]>([], [], ['/mnt']),
    isUntried: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(generation, { maxLength: 8 }), fc.integer({ min: -1, max: 9 }), (facts, keep) => {
      const all = facts.map((fact, index) => ({ ...fact, id: String(index) }));
      const sealed = all.filter(({ isSealed }) => isSealed);
      const { go, stay } = pruned(all, keep);
      const left = sealed.length - go.length;
      return (
        go.every((id) => sealed.some((each) => each.id === id)) &&
        left >= Math.min(sealed.length, Math.max(1, keep)) &&
        left === Math.min(sealed.length, Math.max(1, keep)) + stay.length &&
        !go.some((id) =>
          all.some((each) => each.id === id && (each.isBooted || each.mountpoints.length > 0)),
        ) &&
        sealed.slice(-Math.max(1, keep)).every(({ id }) => !go.includes(id))
      );
    }),
  );
});
