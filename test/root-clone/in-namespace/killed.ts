import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import {
  type CloneMachine,
  keptOf,
  newKernel,
  newMachine,
  textIn,
  texts,
} from '../../fixtures/clone-machine.ts';
import { emptyUdev, mountsBelow, sh } from '../../fixtures/esp-machine.ts';
import { letAge, namesIn, ownRun, until, wholeOf } from '../../fixtures/tree-machine.ts';
import { rootClone, rootCloneBinary, statesOf } from '../../support/clone-call.ts';

// Runs that are killed at moments spread over their time, and continued by the next one.

t.setTimeout(600_000);
ownRun();
emptyUdev();

/** Numbers from 0 to 1, the same in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Runs it, and kills it so many milliseconds after something is so; whether it was killed. Its copies of texts go with the
 * machine.
 */
async function killedAfter(
  { place, args }: CloneMachine,
  milliseconds: number,
  isSo = () => true,
): Promise<boolean> {
  const env = { TMPDIR: place };
  const child = spawn(rootCloneBinary, ['--no-firmware', ...args], { env, stdio: 'ignore' });
  const state = { isRunning: true, wasKilled: false };
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (_, signal) => {
      Object.assign(state, { isRunning: false, wasKilled: signal === 'SIGKILL' });
      resolve(undefined);
    });
  });
  while (state.isRunning && !isSo()) await sleep(1);
  await Promise.race([sleep(milliseconds), ended]);
  child.kill('SIGKILL');
  await ended;
  return state.wasKilled;
}

/** A source with enough files for a copy to take its time. */
function newFullMachine(test: Pick<typeof t, 'teardown'>, isBare: boolean): CloneMachine {
  const machine = newMachine(test, {
    root: { mebibytes: 96 },
    boot: { mebibytes: 24 },
    ...(isBare ? { isBare } : {}),
  });
  const { from, root } = machine;
  for (const version of ['2', '3', '4']) newKernel(from, root.uuid, version);
  sh(
    `cd "$1/usr"; for d in $(seq 40); do mkdir -p share/$d; (cd share/$d; seq 2000 | split -l 50 - f; chmod 600 fa*); done
     head -c 20M /dev/urandom >blob; for i in 2 3 4; do head -c 3M /dev/urandom >"$1/boot/arch/$i/linux"; done`,
    from,
  );
  for (const path of [from, join(from, 'boot')]) letAge(path);
  return machine;
}

/** What a boot loader would find that is wrong: entries with ids of the other disk, or that are half. */
function faultsOf({ to, from, root, newRoot }: CloneMachine): readonly string[] {
  const directory = join(to, 'boot/loader/entries');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.conf'))
    .filter((name) => {
      const text = textIn(directory, name);
      const whole = textIn(from, `boot/loader/entries/${name}`)
        .replace(root.uuid, newRoot.uuid)
        .replace('title ', 'title [clone] ');
      const linux = /^linux (.*)$/m.exec(text)?.[1] ?? 'none';
      return text !== whole || !existsSync(join(to, 'boot', linux));
    });
}

function isId(machine: CloneMachine): boolean {
  return texts
    .filter((path) => existsSync(join(machine.to, path)))
    .some((path) => [machine.root, machine.boot].some(({ uuid }) => textIn(machine.to, path).includes(uuid)));
}

/** The clone without times of directories, which show when something was written there. */
function cloneOf({ to }: CloneMachine): readonly string[] {
  return wholeOf(to)
    .split('\n')
    .map((line) => (/^[^|]*\|d\|/.test(line) ? line.replace(/\|[\d.]+\|$/, '|') : line));
}

t.test('killed ten times, and run again', async (t) => {
  const machine = newFullMachine(t, false);
  const { from, to, args } = machine;
  const started = performance.now();
  t.equal((await rootClone(args)).status, 0);
  const duration = performance.now() - started;
  const clean = cloneOf(machine);
  const next = random(20_240_229);
  const kills = { count: 0, before: 0, between: 0 };
  for (let moment = 0; moment < 10; moment += 1) {
    sh('find "$1" "$1/boot" -xdev -mindepth 1 -delete 2>/dev/null || :', to);
    // Half of them while the texts are written, of which fstab is the first.
    const areTexts = moment % 2 === 1;
    const after = areTexts ? next() * 80 : ((moment + next()) / 10) * duration;
    const isSo = areTexts ? () => existsSync(join(to, 'etc/fstab')) : undefined;
    if (await killedAfter(machine, after, isSo)) kills.count += 1;
    t.strictSame(faultsOf(machine), [], `entries, killed after ${Math.round(after)} ms`);
    t.notOk(isId(machine), 'no id of the other disk');
    const entries = join(to, 'boot/loader/entries');
    const written = existsSync(entries) ? namesIn(entries).filter((name) => name.endsWith('.conf')) : [];
    if (written.length === 0) kills.before += 1;
    else if (written.length < 4) kills.between += 1;
    const run = await rootClone([...args, '--wait', '60']);
    t.equal(run.status, 0, run.err);
    t.strictSame(cloneOf(machine), clean);
  }
  t.ok(
    kills.count >= 5,
    `${kills.count} kills, ${kills.before} before entries, ${kills.between} between them`,
  );
  t.equal(statesOf(await rootClone(args)).replace('done ', ''), 'same 0');
  t.strictSame(
    keptOf(to).filter((line) => line.includes('|f|')),
    keptOf(from).filter((line) => line.includes('|f|')),
  );
});

t.test(
  'an update that is killed: entries are those of before, or of now, and what they name is there',
  async (t) => {
    const machine = newFullMachine(t, false);
    const { from, to, root, args } = machine;
    t.equal((await rootClone(args)).status, 0);
    const next = random(7);
    const started = performance.now();
    t.equal((await rootClone(args)).status, 0);
    const duration = performance.now() - started;
    for (let moment = 0; moment < 5; moment += 1) {
      const [old, fresh] = [moment === 0 ? '1' : `1${moment - 1}`, `1${moment}`];
      const entryOf = (version: string) => join(to, `boot/loader/entries/arch-${version}.conf`);
      sh(
        'mv "$1/boot/arch/$2" "$1/boot/arch/gone"; rm -r "$1/boot/arch/gone" "$1/boot/loader/entries/arch-$2.conf"',
        from,
        old,
      );
      newKernel(from, root.uuid, fresh);
      await killedAfter(machine, ((moment + next()) / 5) * duration * 1.2);
      for (const version of [old, fresh])
        if (existsSync(entryOf(version))) {
          t.ok(existsSync(join(to, `boot/arch/${version}/linux`)), `the kernel of ${version}`);
          t.notOk(textIn(to, `boot/loader/entries/arch-${version}.conf`).includes(root.uuid));
        }
      t.ok(existsSync(entryOf(old)) || existsSync(entryOf(fresh)), 'one of them is there');
      const run = await rootClone([...args, '--wait', '60']);
      t.equal(run.status, 0, run.err);
      t.ok(existsSync(entryOf(fresh)));
      t.notOk(existsSync(entryOf(old)));
    }
  },
);

t.test('--mount: what a killed run left mounted is used, and stays', async (t) => {
  const machine = newFullMachine(t, true);
  const { to, from, place, args } = machine;
  const mounted = mountsBelow(place);
  const child = spawn(rootCloneBinary, ['--no-firmware', ...args, '--mount'], {
    env: { TMPDIR: place },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
  await until('it copies', () => existsSync(join(to, 'usr/share')));
  child.kill('SIGKILL');
  t.equal(await ended, 'SIGKILL');
  t.equal(mountsBelow(place).length, mounted.length + 2);
  const plan = await rootClone([...args, '--mount', '--dry-run']);
  t.notOk(plan.steps.some(({ step }) => step === 'mount'));
  const run = await rootClone([...args, '--mount', '--wait', '60']);
  t.equal(run.status, 0, run.err);
  t.equal(mountsBelow(place).length, mounted.length + 2, 'whoever mounted, unmounts');
  t.strictSame(
    keptOf(to).filter((line) => line.includes('|f|')),
    keptOf(from).filter((line) => line.includes('|f|')),
  );
  sh('umount --recursive "$1"', to);
  t.strictSame(namesIn(to), []);
});
