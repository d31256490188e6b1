import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { failureText } from '@twinroot/lib-failure';
import { ToolError } from '../decide/tool-error.ts';
import { startError } from './process-group.ts';
import { endError } from './run-tool.ts';

/**
 * Runs a command of the user's to its end, with this text on its standard input. Its output goes where ours goes, its
 * environment is ours and what is added to it, it has no time limit: what it is, and how long it takes, is the user's affair. It is in a session
 * of its own, so that Ctrl-C does not cut it short.
 *
 * @param output where ours goes: `inherit` for the standard output of this process
 * @throws {ToolError} ENOENT when there is no such program, EXIT for a status other than 0, SIGNAL, SPAWN.
 */
export function feedCommand(
  command: string,
  args: readonly string[],
  input: string,
  added: Readonly<Record<string, string>> = {},
  output: 'inherit' | Writable = 'inherit',
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawnChild(command, args, added, output === 'inherit' ? 'inherit' : 'pipe');
    if (output !== 'inherit') passOn(child.stdout, output);
    let inputError: NodeJS.ErrnoException | undefined;
    child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') inputError = error; // one that does not read is judged by its status
    });
    child.stdin?.end(input);
    child.once('error', (cause: NodeJS.ErrnoException) => reject(startError(command, cause)));
    child.once('close', (status, signal) => {
      if (status === 0 && inputError === undefined) return resolve();
      reject(endError(signal === null ? 'EXIT' : 'SIGNAL', command, { status, signal, cause: inputError }));
    });
  });
}

/** One whose reader has gone finds that out at its next write, as in a pipe. */
function passOn(from: Readable | null, to: Writable): void {
  if (from === null) return;
  const stop = () => from.destroy();
  to.once('close', stop);
  from.once('close', () => to.removeListener('close', stop));
  if (to.destroyed) stop();
  else from.pipe(to, { end: false });
}

function spawnChild(
  command: string,
  args: readonly string[],
  added: Readonly<Record<string, string>>,
  stdout: 'inherit' | 'pipe',
) {
  try {
    const env = { ...process.env, ...added };
    return spawn(command, args, { detached: true, env, stdio: ['pipe', stdout, 'inherit'] });
  } catch (cause) {
    const why = failureText(cause);
    throw new ToolError('SPAWN', command, `${command} did not start: ${why}`, { cause });
  }
}
