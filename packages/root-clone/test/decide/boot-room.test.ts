import fc from 'fast-check';
import t from 'tap';
import { type BootState, stepsWithRoom } from '../../src/decide/boot-room.ts';
import type { Step } from '../../src/decide/step.ts';
import { usualVolumes } from '../machine-fixture.ts';

const [, boot] = usualVolumes();
if (!boot) throw new Error('there is one');
const volume = boot;
const mebibyte = 1024 * 1024;
const entryOf = (name: string) => `/boot/loader/entries/${name}.conf`;
const payloadsOf = (name: string) => [`/boot/${name}/linux`, `/boot/${name}/initrd`];
const bootable = (name: string) => ({ entry: entryOf(name), payloads: payloadsOf(name) });
const sized = (name: string, bytes: number) => payloadsOf(name).map((path) => ({ path, bytes, present: 0 }));

/** The usual steps of a boot volume, from the old kernels to the new ones. */
function stepsFor(old: readonly string[], fresh: readonly string[]): readonly Step[] {
  return [
    { kind: 'copy', volume, from: '/boot/', options: ['-a'] },
    ...fresh.map(
      (name): Step => ({
        kind: 'write',
        path: entryOf(name),
        text: name,
        ofSource: false,
        like: entryOf(name),
      }),
    ),
    ...old
      .filter((name) => !fresh.includes(name))
      .map((name): Step => ({ kind: 'remove', path: entryOf(name) })),
    { kind: 'prune', volume, from: '/boot/', options: ['-a', '--delete'] },
  ];
}

/** The state of a volume whose kernels take so many bytes, both files together. */
function stateFor(
  old: readonly string[],
  fresh: readonly string[],
  free: number,
  bytes = 8 * mebibyte,
): BootState {
  const gone = old.filter((name) => !fresh.includes(name));
  const comes = fresh.filter((name) => !old.includes(name));
  return {
    volume,
    free,
    copies: comes.flatMap((name) => sized(name, bytes / 2)),
    stale: gone.flatMap((name) => sized(name, bytes / 2)),
    bootable: old.map(bootable),
    next: fresh.map(bootable),
  };
}

function words(steps: readonly Step[]): readonly string[] {
  return steps.map((step) => {
    if (step.kind === 'copy') return step.options.includes('--exclude=*') ? 'copy one' : 'copy';
    return 'path' in step
      ? `${step.kind} ${step.path.replace('/boot/', '').replace('loader/entries/', '')}`
      : step.kind;
  });
}

t.test('with room for all, nothing changes', async (t) => {
  const steps = stepsFor(['1', '2'], ['3', '4']);
  t.equal(stepsWithRoom(steps, [stateFor(['1', '2'], ['3', '4'], 17 * mebibyte)]), steps);
  t.equal(stepsWithRoom(steps, []), steps);
});

t.test('what is stale goes first, the newest aside', async (t) => {
  const steps = stepsFor(['1', '2'], ['3', '4']);
  t.strictSame(words(stepsWithRoom(steps, [stateFor(['1', '2'], ['3', '4'], 9 * mebibyte)])), [
    'remove 1.conf',
    'remove 1/linux',
    'remove 1/initrd',
    'copy',
    'write 3.conf',
    'write 4.conf',
    'remove 2.conf',
    'prune',
  ]);
});

t.test('an entry that stays is the one that is kept', async (t) => {
  const steps = stepsFor(['1', '2'], ['2', '3']);
  t.strictSame(words(stepsWithRoom(steps, [stateFor(['1', '2'], ['2', '3'], mebibyte)])).slice(0, 4), [
    'remove 1.conf',
    'remove 1/linux',
    'remove 1/initrd',
    'copy',
  ]);
});

t.test('one new entry is whole before the last old one goes', async (t) => {
  const steps = stepsFor(['1', '2'], ['3', '4']);
  t.strictSame(words(stepsWithRoom(steps, [stateFor(['1', '2'], ['3', '4'], mebibyte)])), [
    'remove 1.conf',
    'remove 1/linux',
    'remove 1/initrd',
    'copy one',
    'write 4.conf',
    'remove 2.conf',
    'remove 2/linux',
    'remove 2/initrd',
    'copy',
    'write 3.conf',
    'prune',
  ]);
});

t.test('where nothing is stale nothing goes', async (t) => {
  const steps = stepsFor(['arch'], ['arch']);
  const state = {
    ...stateFor(['arch'], ['arch'], 0),
    copies: sized('arch', 8 * mebibyte).map((file) => ({ ...file, present: 1 })),
  };
  t.strictSame(words(stepsWithRoom(steps, [state])), words(steps));
});

t.test('always: something can be booted, and each step of before is there', async () => {
  const kernels = fc.uniqueArray(fc.integer({ min: 1, max: 9 }).map(String), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(kernels, kernels, fc.integer({ min: 0, max: 40 }), (old, fresh, free) => {
      const steps = stepsFor(old, fresh);
      const room = stepsWithRoom(steps, [stateFor(old, fresh, free * mebibyte)]);
      const there = new Set([...old.map(entryOf), ...old.flatMap(payloadsOf)]);
      const boots = () =>
        [...old, ...fresh].some((name) =>
          [entryOf(name), ...payloadsOf(name)].every((path) => there.has(path)),
        );
      for (const step of room) {
        if (step.kind === 'remove') there.delete(step.path);
        else if (step.kind === 'write') there.add(step.path);
        else if (step.kind === 'copy') {
          const isOne = step.options.includes('--exclude=*');
          const plain = step.options.map((option) => option.replace(/\[([a-z])[A-Z]\]/g, '$1'));
          for (const path of fresh.flatMap(payloadsOf))
            if (!isOne || plain.includes(`--include=${path.slice('/boot'.length)}`)) there.add(path);
        }
        if (!boots()) return false;
      }
      return (
        fresh.every((name) => there.has(entryOf(name))) &&
        old.every((name) => fresh.includes(name) || !there.has(entryOf(name)))
      );
    }),
    { numRuns: 500 },
  );
});
