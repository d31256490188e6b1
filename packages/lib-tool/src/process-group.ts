import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { errorCode, failureText } from '@twinroot/lib-failure';
import { ToolError } from './tool-error.ts';

/** The environment of every child: machine-readable output, and the system's own tools only. */
export const toolEnvironment = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const;

/**
 * Starts a child as the leader of its own process group: Ctrl-C is for us, because a mount that is cut short
 * helps nobody, and what the child has started can be ended with it.
 *
 * @throws {ToolError} SPAWN for what never becomes a process: an argument with a NUL, too many arguments. Other
 * failures to start arrive as the child's `error` event, see startError.
 */
export function startGroup(
  tool: string,
  args: readonly string[],
  stdio: SpawnOptions['stdio'],
): ChildProcess {
  try {
    return spawn(tool, args, { env: toolEnvironment, detached: true, stdio });
  } catch (cause) {
    const why = failureText(cause);
    throw new ToolError('SPAWN', tool, `${tool} did not start: ${why}`, { cause });
  }
}

/** What the `error` event of a child that did not start means. */
export function startError(tool: string, cause: NodeJS.ErrnoException): ToolError {
  if (cause.code === 'ENOENT') {
    return new ToolError('ENOENT', tool, `${tool} is not installed: install the package that contains it`, {
      cause,
    });
  }
  return new ToolError('SPAWN', tool, `${tool} did not start: ${cause.message}`, { cause });
}

/** Sends a signal to a child and to all that it started; one that has ended already is left alone. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
