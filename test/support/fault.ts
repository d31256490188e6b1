import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, call } from './call.ts';
import { espMirrorBinary, type Run, runOf } from './esp-mirror-call.ts';

// Faults of the machine, injected into system calls by strace(1).

/** Why no fault can be injected here; null when one can. */
export function whyNoFaults(): string | null {
  if (process.env['TWINROOT_BIN'] !== undefined)
    return 'TWINROOT_BIN names other commands, and the system calls of the binaries are counted';
  try {
    execFileSync('strace', ['-f', '-e', 'trace=none', '--', 'true'], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `needs strace, and the right to trace: ${error instanceof Error ? error.message : error}`;
  }
}

/** A fault: a call by one thread fails, or is the last that the process makes. */
export interface Fault {
  /** System calls as strace names them, separated by commas; each is counted for itself. */
  readonly calls: string;
  /** As strace's `inject` has it: `error=EIO`, `signal=KILL`, `delay_exit=1000000`. */
  readonly how: string;
  /** Which call, from 1. */
  readonly when: number | 'always';
  /** Count calls on these files only; they are compared with what a file descriptor is open on. */
  readonly files?: readonly string[];
}

/** A run with a fault in it. */
export interface FaultyRun extends Run {
  /** Whether there were as many calls: else nothing happened. */
  readonly wasHit: boolean;
  /** The calls that were traced, as strace prints them. */
  readonly trace: string;
}

/** Runs esp-mirror with a fault. All its file operations are made by one thread, so that their order is always the same. */
export async function espMirrorWith(fault: Fault, args: readonly string[], input = ''): Promise<FaultyRun> {
  const { answer, ...run } = await commandWith(espMirrorBinary, fault, ['--json', ...args], input);
  return { ...runOf(answer), ...run };
}

/** Runs a command with a fault, as espMirrorWith does. */
export async function commandWith(
  program: string,
  fault: Fault,
  args: readonly string[],
  input = '',
): Promise<Pick<FaultyRun, 'wasHit' | 'trace'> & { readonly answer: Answer }> {
  // With the filter in the kernel strace 6.1 does not deliver injected signals.
  const filter = fault.how.startsWith('signal=') ? [] : ['--seccomp-bpf'];
  const { trace, answer } = await traced(
    program,
    [
      ...filter,
      '-e',
      `trace=${fault.calls}`,
      '-e',
      `inject=${fault.calls}:${fault.how}${fault.when === 'always' ? '' : `:when=${fault.when}`}`,
      ...(fault.files ?? []).flatMap((path) => ['-P', path]),
    ],
    args,
    input,
  );
  const wasHit = fault.how.startsWith('signal=KILL')
    ? answer.status !== 0 && /killed by SIGKILL/.test(trace)
    : trace.includes('INJECTED');
  return { answer, wasHit, trace };
}

/** Runs esp-mirror and gives the system calls that it made, as strace prints them. */
export async function espMirrorTraced(
  calls: string,
  args: readonly string[],
): Promise<Run & { readonly trace: string }> {
  const { trace, answer } = await tracedCall(espMirrorBinary, calls, ['--json', ...args]);
  return { ...runOf(answer), trace };
}

/** Runs a command and gives the system calls that it made, as strace prints them. */
export async function tracedCall(
  program: string,
  calls: string,
  args: readonly string[],
): Promise<Pick<FaultyRun, 'trace'> & { readonly answer: Answer }> {
  return traced(program, ['--seccomp-bpf', '-e', `trace=${calls}`], args, '');
}

/**
 * Runs esp-mirror and stops it right behind its first fsync(2), in the middle of writing a file. It goes on when `meanwhile` has
 * returned.
 */
export async function espMirrorPaused(args: readonly string[], meanwhile: () => void): Promise<Run> {
  const options = ['-e', 'trace=fsync', '-e', 'inject=fsync:signal=STOP:when=1'];
  const { answer } = await traced(
    espMirrorBinary,
    options,
    ['--json', ...args],
    '',
    async (log, hasEnded) => {
      const thread = await stoppedThread(log, hasEnded);
      if (thread === null) throw new Error('it has not been stopped');
      try {
        meanwhile();
      } finally {
        process.kill(thread, 'SIGCONT');
      }
      // strace counts the calls of each thread: the first one of another is stopped, too.
      await continueAll(log, hasEnded);
    },
  );
  return runOf(answer);
}

/** Lets threads that strace says were stopped go on, but for the first one, until the run ends. */
async function continueAll(log: string, hasEnded: () => boolean): Promise<void> {
  for (let seen = 1; !hasEnded(); await sleep(10)) {
    const stopped = [...readFileSync(log, 'utf8').matchAll(/^(\d+) +--- stopped by SIGSTOP ---$/gm)];
    for (const [, thread] of stopped.slice(seen)) process.kill(Number(thread), 'SIGCONT');
    seen = Math.max(seen, stopped.length);
  }
}

/** The thread that strace says was stopped, as soon as it says so; null when the run ends without. */
async function stoppedThread(log: string, hasEnded: () => boolean): Promise<number | null> {
  for (;;) {
    const isLast = hasEnded();
    const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
    const [, thread] = /^(\d+) +--- stopped by SIGSTOP ---$/m.exec(text) ?? [];
    if (thread !== undefined) return Number(thread);
    if (isLast) return null;
    await sleep(10);
  }
}

async function traced(
  program: string,
  options: readonly string[],
  args: readonly string[],
  input: string,
  during: (log: string, hasEnded: () => boolean) => Promise<void> = async () => undefined,
) {
  const directory = mkdtempSync(join(tmpdir(), 'trace-'));
  const log = join(directory, 'log');
  let ended = false;
  try {
    const running = call(
      '/usr/bin/strace',
      ['-f', '-y', '-s', '0', '-o', log, ...options, '--', program, ...args],
      { input, env: { UV_THREADPOOL_SIZE: '1' } },
    ).finally(() => {
      ended = true;
    });
    const [answer] = await Promise.all([running, during(log, () => ended)]);
    return { answer, trace: existsSync(log) ? readFileSync(log, 'utf8') : '' };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
