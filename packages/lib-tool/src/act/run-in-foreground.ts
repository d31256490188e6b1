import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { failureText } from '@twinroot/lib-failure';
import { ToolError } from '../decide/tool-error.ts';
import { startError } from './process-group.ts';
import { endError } from './run-tool.ts';

/** How long it may take to end after SIGTERM, in seconds. */
const graceSeconds = 2;

/** What a child in the foreground is given. */
export interface ForegroundOptions {
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Ends it early: SIGTERM, and SIGKILL when that does not help. */
  readonly signal?: AbortSignal;
  /** Where our standard input is not that of this process: what is. */
  readonly stdin?: 'inherit' | (() => Readable);
}

/**
 * Runs a command of the user's to its end, as a shell would in the foreground: it has our standard input and our terminal, so that it can
 * ask, and Ctrl-C reaches it. Both its outputs go to our standard error, as our standard output is for records. It has no time limit.
 *
 * @throws {ToolError} ENOENT when there is no such program, EXIT for a status other than 0, SIGNAL, ABORT, SPAWN
 */
export function runInForeground(
  command: string,
  args: readonly string[],
  { env, signal, stdin = 'inherit' }: ForegroundOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(endError('ABORT', command));
    const child = start(command, args, env, stdin === 'inherit' ? 'inherit' : 'pipe');
    if (stdin !== 'inherit') feed(child, stdin());
    let grace: NodeJS.Timeout | undefined;
    // The process alone: it is in our group, as its terminal wants it.
    const abort = () => {
      child.kill('SIGTERM');
      grace = setTimeout(() => child.kill('SIGKILL'), graceSeconds * 1000);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const ended = () => {
      clearTimeout(grace);
      signal?.removeEventListener('abort', abort);
    };
    child.once('error', (cause: NodeJS.ErrnoException) => {
      ended();
      reject(startError(command, cause));
    });
    child.once('close', (status, by) => {
      ended();
      if (signal?.aborted) return reject(endError('ABORT', command));
      if (status === 0) return resolve();
      reject(endError(by === null ? 'EXIT' : 'SIGNAL', command, { status, signal: by }));
    });
  });
}

/** It reads for as long as it likes; then nobody does. */
function feed({ stdin }: ChildProcess, from: Readable): void {
  if (stdin === null) return;
  stdin.on('error', () => undefined); // one that does not read is judged by its status
  stdin.once('close', () => from.destroy());
  from.once('error', () => stdin.end());
  from.pipe(stdin);
}

function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: 'inherit' | 'pipe',
): ChildProcess {
  try {
    return spawn(command, args, { env: { ...env }, stdio: [stdin, 2, 2] });
  } catch (cause) {
    const why = failureText(cause);
    throw new ToolError('SPAWN', command, `${command} did not start: ${why}`, { cause });
  }
}
