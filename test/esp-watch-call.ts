import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type t from 'tap';

/** The built binary. */
export const espWatchBinary = fileURLToPath(new URL('../dist/bin/esp-watch', import.meta.url));

/** A watcher that runs. */
export interface Watcher {
  readonly child: ChildProcess;
  /** The groups that it has written, as their JSON. */
  readonly groups: readonly string[];
  readonly err: () => string;
  /** Waits until it has written so many groups. */
  wrote(count: number): Promise<void>;
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

/** Starts a watcher that writes JSON; its input has ended, as esp-which's does, unless `keepOpen`. */
export function startWatcher(
  test: Pick<typeof t, 'teardown'>,
  args: readonly string[],
  input: string,
  given: { program?: readonly string[]; stdout?: number; keepOpen?: true } = {},
): Watcher {
  const [program = espWatchBinary, ...before] = given.program ?? [espWatchBinary];
  const options: SpawnOptions = {
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', given.stdout ?? 'pipe', 'pipe'],
  };
  const child = spawn(program, [...before, '--json', '-v', ...args], options);
  test.teardown(() => child.kill('SIGKILL'));
  const groups: string[] = [];
  let [rest, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    groups.push(...lines);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.write(input);
  if (!given.keepOpen) child.stdin?.end();
  const status = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return {
    child,
    groups,
    err: () => err,
    status,
    wrote: (count) => until(() => groups.length >= count, `group ${count}: ${err}`),
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
