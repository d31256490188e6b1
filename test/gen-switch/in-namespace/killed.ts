import { cpSync, rmSync } from 'node:fs';
import t from 'tap';
import { contentOf } from '../../fixtures/boot-tree.ts';
import { sh } from '../../fixtures/esp-machine.ts';
import { entriesOf, generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';
import { commandWith } from '../../support/fault.ts';

// gen-switch is killed at every call by which something appears, goes or gets another name, and run again. Its child esp-mirror is killed
// where it makes more of them than gen-switch itself.

t.setTimeout(900_000);
const machine = await newSwitchMachine();
t.teardown(machine.remove);
const { program, args, run, current, esps, mnt, root } = machine;
const [first, second] = generations;
const kept = { recursive: true, preserveTimestamps: true } as const;
for (const esp of esps) cpSync(esp, `${esp}.kept`, kept);
sh('cd "$1"; mkdir kept; cp -a links next current kept', mnt);

const renew = () => {
  for (const esp of esps) {
    rmSync(esp, { recursive: true });
    cpSync(`${esp}.kept`, esp, kept);
  }
  sh('cd "$1"; rm -rf links next current; cp -a kept/. .', mnt);
};
const withoutVersion = (text: string) => text.replace(/^version .*$/m, '');
/** What is there in the end, but for what has its name at random and the time of the switch. */
const state = () => ({
  current: current(),
  entries: esps.map((esp) =>
    Object.entries(entriesOf(esp)).map(([name, text]) => [name, withoutVersion(text)]),
  ),
  names: esps.map((esp) => Object.keys(contentOf(esp)).toSorted()),
  tree: sh('cd "$1"; ls links | wc -l; ls -A next | wc -l; ls -A | sort', mnt),
});

t.test('at each step', async (t) => {
  const whole = await run(second);
  t.equal(whole.status, 0, whole.err);
  const end = state();
  t.strictSame(end.current, [second, first, first, first]);
  const seen = new Set<string>();
  let kills = 0;
  for (const calls of ['rename', 'symlink', 'unlink', 'mkdir'])
    for (let when = 1; ; when++) {
      renew();
      const killed = await commandWith(program, { calls, how: 'signal=KILL', when }, [...args, second]);
      if (!killed.wasHit) break;
      kills += 1;
      const [now = 'none'] = current() ?? [];
      seen.add(now);
      if (now !== first && now !== second) t.fail(`${calls} ${when}: current leads to ${now}`);
      // Whoever was killed is gone, but its child may still be at work, and holds the lock.
      const again = await run(second);
      if (again.status !== 0) t.fail(`${calls} ${when}: ${again.err}`);
      t.strictSame(state(), end, `${calls} ${when}`);
    }
  t.comment(`${kills} kills; ${root}`);
  t.ok(kills > 10);
  t.ok(seen.has(first));
});
