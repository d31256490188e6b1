import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, failureText } from '@twinroot/lib-failure';
import { ToolError } from '../decide/tool-error.ts';
import { signalGroup } from './process-group.ts';
import { endError } from './run-tool.ts';

/** Put in place by the bundler, where node runs this program as a script, which is all commands: its path. */
declare const TWINROOT_SCRIPT: string | undefined;

/** How another command of ours is run. */
export interface SiblingOptions {
  /** Its standard input; absent: closed. */
  readonly input?: string;
  /** Open files of ours that it has as 3, 4, …: a lock of ours lasts as long as it does, should we be killed. */
  readonly files?: readonly number[];
  /** Interrupts it, as SIGTERM does. It is waited for, however long it takes to end in good order. */
  readonly signal?: AbortSignal;
  /** Where the commands are; absent: where this program is. */
  readonly directory?: string;
}

/** How another command of ours ended. */
export interface SiblingEnd {
  readonly status: number;
  /** What it wrote to standard output. */
  readonly out: string;
}

/**
 * Runs another command of ours, the one beside this program, whatever PATH says. Its messages go where ours go, its environment is
 * ours, and it has no time limit. Its status is an answer, and no failure of this function.
 *
 * @throws {ToolError} ENOENT when there is none, SIGNAL when a signal ended it, ABORT when `options.signal` did, SPAWN.
 */
export function runSibling(
  name: string,
  args: readonly string[],
  options: SiblingOptions = {},
): Promise<SiblingEnd> {
  return new Promise((resolve, reject) => {
    const { signal, input } = options;
    if (signal?.aborted) return reject(endError('ABORT', name));
    const child = spawnSibling(name, args, options);
    const out: Buffer[] = [];
    const abort = () => signalGroup(child, 'SIGTERM');
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stdin?.on('error', () => undefined); // one that does not read is judged by its status
    child.stdin?.end(input);
    child.once('error', (cause: NodeJS.ErrnoException) => {
      signal?.removeEventListener('abort', abort);
      reject(notStarted(name, cause));
    });
    child.once('close', (status, endedBy) => {
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) return reject(endError('ABORT', name, { status, signal: endedBy }));
      if (status === null) return reject(endError('SIGNAL', name, { status, signal: endedBy }));
      resolve({ status, out: Buffer.concat(out).toString('utf8') });
    });
  });
}

function spawnSibling(
  name: string,
  args: readonly string[],
  { input, files = [], directory }: SiblingOptions,
): ChildProcess {
  const { path, words } = siblingOf(name, directory);
  try {
    accessSync(path, constants.X_OK);
    const stdin = input === undefined ? 'ignore' : 'pipe';
    // A group of its own: Ctrl-C is for us, and we end it in our order.
    return spawn(path, [...words, ...args], { detached: true, stdio: [stdin, 'pipe', 'inherit', ...files] });
  } catch (cause) {
    throw notStarted(name, cause, dirname(path));
  }
}

/** The file that another command is, and the words that say which one of several. */
function siblingOf(name: string, directory?: string): { path: string; words: readonly string[] } {
  // Node itself may be anywhere, and so may the link by which the script was called.
  if (directory === undefined && typeof TWINROOT_SCRIPT === 'string')
    return { path: TWINROOT_SCRIPT, words: [name] };
  return { path: join(directory ?? dirname(process.execPath), name), words: [] };
}

function notStarted(name: string, cause: unknown, directory?: string): ToolError {
  if (errorCode(cause) === 'ENOENT' && directory !== undefined)
    return new ToolError(
      'ENOENT',
      name,
      `${name} is not in ${directory}, where this program is: install all commands together`,
      { cause },
    );
  return new ToolError('SPAWN', name, `${name} did not start: ${failureText(cause)}`, { cause });
}
