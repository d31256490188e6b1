import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { statFields, unlessEnded } from '@twinroot/lib-machine';
import { endError, startError, startLines, type ToolError } from '@twinroot/lib-tool';
import { recordsOfLines } from '../decide/tool-event.ts';
import { pollTurn } from './poll-turn.ts';

/** A program of inotify-tools that runs. */
export interface EventTool {
  /** Resolves when it watches what it was told to; rejects with the ToolError that it ended with before. */
  readonly established: Promise<void>;
  /** Why it ended; null when stop() ended it. */
  readonly ended: Promise<ToolError | null>;
  /** What it wrote to standard error up to now, the last lines of it. */
  complaint(): string;
  /** The memory that it has, in bytes; null when it has ended. */
  memory(): number | null;
  /** Whether all that the kernel had for it at the time of the call was reported; false: it has ended, or is too busy. */
  drained(): Promise<boolean>;
  stop(): Promise<void>;
}

/** What is told of each record, as decide/tool-event.ts reads it, with paths as bytes. */
type Heard = (record: string) => void;

/** How long drained() tries, in milliseconds. */
const longestDrain = 2000;

/** How a program of inotify-tools is started. */
export interface EventToolOptions {
  /** Its standard input: paths as bytes, each with a newline. */
  readonly input?: Iterable<string>;
  /** Into a pipe it writes 4 KiB at a time, so that an event would arrive with dozens of later ones. */
  readonly isBuffered?: boolean;
}

/** Starts a program of inotify-tools, 3.22 or newer, whose `--format` is that of decide/tool-event.ts. */
export function startEventTool(
  tool: 'inotifywait' | 'fsnotifywait',
  args: readonly string[],
  heard: Heard,
  { input, isBuffered = false }: EventToolOptions = {},
): EventTool {
  let count = 0;
  let complaint = '';
  const up = Promise.withResolvers<void>();
  const hear = recordsOfLines(heard);
  const child = startLines(
    isBuffered ? 'stdbuf' : tool,
    isBuffered ? ['--output=L', tool, ...args] : args,
    {
      out: (line) => {
        count += 1;
        hear(line);
      },
      err: (line) => {
        if (line.startsWith('Watches established')) up.resolve();
        complaint = `${complaint}\n${line}`.slice(-4096);
      },
    },
    input === undefined ? { encoding: 'latin1' } : { input, encoding: 'latin1' },
  );
  const ended = child.ended.then((error) => (error === null ? null : named(error, tool)));
  ended.then((error) => up.reject(error ?? new Error(`${tool} was stopped`)));
  // Whoever waits for it is told; nobody need wait.
  up.promise.catch(() => undefined);

  /** It sleeps when its queue is empty: the kernel wakes it before the call that made an event returns. */
  const isAsleep = () => statFields(readOf(child.pid, 'stat'))[0] === 'S';

  return {
    established: up.promise,
    ended,
    complaint: () => complaint,
    memory() {
      const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(readOf(child.pid, 'status'))?.[1];
      return kibibytes === undefined ? null : Number(kibibytes) * 1024;
    },
    async drained() {
      const end = performance.now() + longestDrain;
      while (performance.now() < end && readOf(child.pid, 'stat') !== '') {
        const before = count;
        const slept = isAsleep();
        await pollTurn();
        // Asleep it is, too, while it waits for us to read; but then something was read.
        if (slept && count === before && isAsleep()) return true;
        if (!slept) await sleep(2);
      }
      return false;
    },
    stop: () => child.stop(),
  };
}

/** An error of the program, where it may be one of stdbuf(1), which ends with 127 when there is no such program. */
function named(error: ToolError, tool: string): ToolError {
  if (error.tool === tool || (error.code !== 'EXIT' && error.code !== 'SIGNAL')) return error;
  if (error.status === 127)
    return startError(tool, Object.assign(new Error(`${tool} is not installed`), { code: 'ENOENT' }));
  return endError(error.code, tool, error);
}

/** What proc(5) says of a process; '' when it has ended. */
function readOf(pid: number | null, file: string): string {
  return (pid === null ? null : unlessEnded(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'))) ?? '';
}
