import fc from 'fast-check';
import t from 'tap';
import type { Seed } from '../../src/decide/seed.ts';
import { planSeeds } from '../../src/decide/seed-plan.ts';

const file = (mark: string, size = 32, isSwitchedOff = false): Seed => ({
  kind: 'file',
  size,
  head: Buffer.alloc(Math.min(size, 32), mark),
  isSwitchedOff,
});
const off = (mark: string, size = 32) => file(mark, size, true);
const none: Seed = { kind: 'none' };
const unused: Seed = { kind: 'unused' };

const planOf = (seeds: readonly Seed[], refreshes = false) =>
  planSeeds(
    seeds.map((seed, id) => ({ id: `m${id}`, seed })),
    refreshes,
  );
const stepsOf = (seeds: readonly Seed[], refreshes = false) =>
  planOf(seeds, refreshes)
    .map(({ step }) => step)
    .join(' ');

t.test('who gets a fresh seed', async (t) => {
  for (const [name, seeds, plain, refreshed] of [
    ['no members', [], '', ''],
    ['each its own', [file('a'), file('b')], 'own own', 'renew renew'],
    ['one has none', [file('a'), none], 'own renew', 'renew renew'],
    ['one is short', [file('a', 31), file('b')], 'renew own', 'renew renew'],
    ['empty', [file('a', 0), file('b', 0)], 'renew renew', 'renew renew'],
    ['one is as long as may be', [file('a', 32 * 1024)], 'own', 'renew'],
    ['one is too long', [file('a', 32 * 1024 + 1)], 'renew', 'renew'],
    ['the first keeps it', [file('a'), file('a'), file('a')], 'own renew renew', 'renew renew renew'],
    ['what is behind 32 bytes does not count', [file('a'), file('a', 512)], 'own renew', 'renew renew'],
    ['one that is too long keeps none', [file('a', 40_000), file('a')], 'renew own', 'renew renew'],
    ['one is switched off', [file('a'), off('b')], 'own switched-off', 'renew switched-off'],
    ['what is switched off keeps it', [file('a'), off('a')], 'renew switched-off', 'renew switched-off'],
    ['both are switched off', [off('a'), off('a')], 'switched-off switched-off', 'switched-off switched-off'],
    ['short and switched off', [off('a', 3)], 'switched-off', 'switched-off'],
    ['nothing reads one', [unused, file('a'), unused], 'unused own unused', 'unused renew unused'],
  ] as const) {
    t.equal(stepsOf(seeds), plain, name);
    t.equal(stepsOf(seeds, true), refreshed, `${name}, refreshed`);
  }
});

t.test('what is the same is named by its owner', async (t) => {
  const [, second, third] = planOf([file('a'), file('a'), off('b')]);
  t.match(second?.why, /m0/);
  t.match(third?.why, /read-only/);
  t.match(planOf([off('a'), off('a')])[1]?.why, /m0/);
});

const anySeed: fc.Arbitrary<Seed> = fc.oneof(
  fc.constantFrom(none, unused),
  fc
    .record({
      mark: fc.constantFrom('a', 'b', 'c'),
      size: fc.constantFrom(0, 5, 31, 32, 33, 512, 32_768, 32_769),
      isOff: fc.nat({ max: 4 }).map((one) => one === 0),
    })
    .map(({ mark, size, isOff }) => file(mark, size, isOff)),
);
const bytesOf = (seed: Seed | undefined) =>
  seed?.kind === 'file' ? Buffer.from(seed.head).toString() : null;

t.test('of what stays and is not switched off, no two are the same, and each is long enough', async () => {
  fc.assert(
    fc.property(fc.array(anySeed, { maxLength: 6 }), fc.boolean(), (seeds, refreshes) => {
      const steps = planOf(seeds, refreshes);
      if (steps.map(({ id }) => id).join() !== seeds.map((_, id) => `m${id}`).join())
        throw new Error('order');
      const stays = seeds.filter((_, at) => steps[at]?.step === 'own');
      const offs = seeds.filter((_, at) => steps[at]?.step === 'switched-off');
      if (new Set(stays.map(bytesOf)).size !== stays.length) throw new Error('two own ones are the same');
      if (stays.some((seed) => seed.kind !== 'file' || seed.size < 32)) throw new Error('one is short');
      const longOnes = offs.filter((seed) => seed.kind === 'file' && seed.size >= 32).map(bytesOf);
      if (stays.some((seed) => longOnes.includes(bytesOf(seed)))) throw new Error('as one that is off');
      if (refreshes && stays.length > 0) throw new Error('one was not refreshed');
      // Nothing is written without need.
      if (!refreshes)
        for (const [at, { step }] of steps.entries()) {
          const seed = seeds[at];
          if (step !== 'renew' || seed?.kind !== 'file' || seed.size < 32 || seed.size > 32_768) continue;
          if (![...stays, ...offs].some((one) => bytesOf(one) === bytesOf(seed)))
            throw new Error('without need');
        }
    }),
    { numRuns: 2000 },
  );
});

t.test('no text has bytes of a seed', async () => {
  fc.assert(
    fc.property(fc.array(anySeed, { maxLength: 6 }), (seeds) =>
      planOf(seeds).every(({ why }) => !/(aaa|bbb|ccc|616161|626262|636363)/.test(why ?? '')),
    ),
  );
});
