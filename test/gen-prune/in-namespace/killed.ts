import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type GenerationMachine, idOf, newGenerationMachine } from '../../fixtures/generation-machine.ts';
import { binaryOf } from '../../support/binaries.ts';
import { commandWith, whyNoFaults } from '../../support/fault.ts';

// Killed at each call that changes something, of its own and of what it runs, and run again.

t.setTimeout(900_000);
const kept = [idOf(2019), idOf(2020)];

/** All that is to be the same in the end. */
function stateOf({ onEsp, at, top }: GenerationMachine) {
  return {
    esps: [onEsp(0), onEsp(1)],
    snapshots: at('ls -A snapshots').split('\n'),
    slots: [0, 1, 2, 3].map((slot) => readlinkSync(join(top, `current/${slot}`))),
    links: at('ls -A links').split('\n').length,
  };
}

async function newMachine(): Promise<GenerationMachine> {
  const machine = await newGenerationMachine();
  machine.make({ id: idOf(2018), counter: '' }, ...kept.map((id) => ({ id, counter: '' })));
  machine.at('mkdir snapshots/.new-$1; btrfs -q subvolume create snapshots/.new-$1/@ >/dev/null', idOf(2021));
  return machine;
}

/** Whether all that a boot menu offers is there, on any member. */
function boots({ onEsp, top }: GenerationMachine): boolean {
  const offered = [0, 1].flatMap((esp) =>
    onEsp(esp === 0 ? 0 : 1).entries.flatMap((name) => /^machine-gen-(.*)\.conf$/.exec(name)?.[1] ?? []),
  );
  const slots = [0, 1, 2, 3].map((slot) => readlinkSync(join(top, `current/${slot}`)).slice(-22));
  return [...offered, ...slots, ...kept].every((id) => existsSync(join(top, `snapshots/${id}/@/data`)));
}

t.test('killed at any call, and run again', { skip: whyNoFaults() ?? false }, async (t) => {
  const whole = await newMachine();
  t.match(await whole.gen('gen-prune', '--keep', '2'), { status: 0 });
  const end = stateOf(whole);
  whole.remove();
  t.strictSame(end.snapshots, kept);
  for (const calls of ['unlink', 'rename', 'rmdir', 'symlink']) {
    for (let when = 1; ; when += 1) {
      const machine = await newMachine();
      try {
        const { wasHit, answer } = await commandWith(
          binaryOf('gen-prune'),
          { calls, how: 'signal=KILL', when },
          ['--sysroot', machine.root, '--top', '/top', '--keep', '2', idOf(2018)],
        );
        if (!wasHit) {
          t.equal(answer.status, 0, `${calls}: ${when - 1} times`);
          break;
        }
        t.ok(boots(machine), `killed at ${calls} ${when}: what is offered is there`);
        t.match(await machine.gen('gen-prune', '--keep', '2'), { status: 0 });
        t.strictSame(stateOf(machine), end, `killed at ${calls} ${when}, and run again`);
      } finally {
        machine.remove();
      }
    }
  }
});
