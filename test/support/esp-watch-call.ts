import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type t from 'tap';
import { binaryOf } from './binaries.ts';

/** The built binary. */
export const espWatchBinary = binaryOf('esp-watch');

/** A watcher that runs. */
export interface Watcher {
  readonly child: ChildProcess;
  /** The groups that it has written, as their JSON. */
  readonly groups: readonly string[];
  readonly err: () => string;
  /** Waits until it has written so many groups. */
  wrote(count: number): Promise<void>;
  /** Waits until whatever happened up to now is written, or never will be: what happens after it beside it, is. */
  settled(): Promise<void>;
  /** Makes a change, and waits until it is written. */
  follows(change: () => void): Promise<void>;
  /** Waits until it has woken up, and gone to sleep again, as many times; for so long as no change is to be written. */
  wokeUp(times?: number): Promise<void>;
  /** Sends a signal, and gives the status that it ends with. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  readonly status: Promise<number | null>;
}

/** Waits for something, a minute at most: the kernel's events of a whole file system may be many. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 6000) throw new Error(`waited in vain for: ${what}`);
    await sleep(10);
  }
}

/** A directory that is watched beside what a test is about. */
export interface Beside {
  readonly directory: string;
  /** As the watcher names it, where it has a sysroot. */
  readonly source?: string;
}

/** How often a process went to sleep by itself (proc(5)). */
function sleepsOf({ pid }: ChildProcess): number {
  return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Starts a watcher that writes JSON; its input has ended, as esp-which's does, unless `keepOpen`. */
export function startWatcher(
  test: Pick<typeof t, 'teardown'>,
  args: readonly string[],
  input: string,
  given: { program?: readonly string[]; stdout?: number; keepOpen?: true; beside?: Beside } = {},
): Watcher {
  const [program = espWatchBinary, ...before] = given.program ?? [espWatchBinary];
  const options: SpawnOptions = {
    env: { PATH: '/usr/bin:/bin' },
    // In a session of its own: at a terminal, without one of its files there, SIGHUP would mean nothing to it.
    detached: true,
    stdio: ['pipe', given.stdout ?? 'pipe', 'pipe'],
  };
  const child = spawn(program, [...before, '--json', '-v', ...args], options);
  test.teardown(() => child.kill('SIGKILL'));
  const groups: string[] = [];
  const { beside } = given;
  let besides = 0;
  const isBeside = (group: string) =>
    beside !== undefined && JSON.parse(group).items?.[0]?.source === (beside.source ?? beside.directory);
  let [rest, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isBeside(line)) besides += 1;
      else groups.push(line);
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.write(input);
  // The last one: when it is watched, all are.
  if (beside !== undefined) child.stdin?.write(itemText(beside.source ?? beside.directory));
  if (!given.keepOpen) child.stdin?.end();
  const status = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const wrote = (count: number) => until(() => groups.length >= count, `group ${count}: ${err}`);
  async function settled(): Promise<void> {
    if (beside === undefined) throw new Error('a directory beside it is needed');
    await until(() => besides > 0 || /: watched$/m.test(err), 'the directory beside it');
    // Twice: what was due together with the first change is written before the second.
    for (const turn of ['first', 'second']) {
      const before = besides;
      writeFileSync(join(beside.directory, 'file'), `${turn} ${before}`);
      await until(() => besides > before, `a change beside it: ${err}`);
    }
  }
  return {
    child,
    groups,
    err: () => err,
    status,
    wrote,
    settled,
    async follows(change) {
      await settled();
      const before = groups.length;
      change();
      await wrote(before + 1);
    },
    async wokeUp(times = 1) {
      for (let turn = 0; turn < times; turn += 1) {
        const before = sleepsOf(child);
        await until(() => sleepsOf(child) > before, 'its waking up');
      }
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return status;
    },
  };
}

/** A sync item as a table. */
export function itemText(source: string, more: { exclude?: string; delay?: number } = {}): string {
  return `#SOURCE DEST EXCLUDE DELAY\n${source} /nonexistent ${more.exclude ?? '-'} ${more.delay ?? '-'}\n\n`;
}

/** An ESP set with one booted member as a table. */
export function setText(mountpoint: string): string {
  return `#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\nbooted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /dev/sda1 - ${mountpoint}\n\n`;
}
