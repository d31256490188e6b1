import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { errorCode, failureText } from '@twinroot/lib-failure';
import { ToolError } from '../decide/tool-error.ts';
import { installText } from '../decide/tool-package.ts';

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
export function startError(tool: string, cause: unknown): ToolError {
  const code = errorCode(cause);
  // A child gets it in the place of streams that nobody reads, and ENOENT is of either of them.
  if (code === 'ENOENT' && !existsSync('/dev/null'))
    return new ToolError('SPAWN', tool, `${tool} did not start: there is no /dev/null: mount /dev`, {
      cause,
    });
  if (code === 'ENOENT')
    return new ToolError('ENOENT', tool, `${tool} is not installed: ${installText(tool)}`, { cause });
  if (code === 'EMFILE') {
    const why = 'this process may not have so many files open: see ulimit -n';
    return new ToolError('SPAWN', tool, `${tool} did not start: ${why}`, { cause });
  }
  return new ToolError('SPAWN', tool, `${tool} did not start: ${failureText(cause)}`, { cause });
}

/** What is needed of a child to end it, however it was started. */
export type GroupLeader = Pick<ChildProcess, 'pid' | 'stdout' | 'stderr'>;

/** Sends a signal to a child and to all that it started; one that has ended already is left alone. */
export function signalGroup(child: Pick<GroupLeader, 'pid'>, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** How long a child may take to end after SIGTERM, in seconds. */
const graceSeconds = 2;

/** Kills a child and all that it started. Who left the group keeps the pipes open; it is not waited for. */
export function killGroup(child: GroupLeader): void {
  signalGroup(child, 'SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** What was done to a child before it ended: nothing; told to end; or killed, so that its output may be cut. */
export type Interrupted = 'no' | 'told' | 'killed';

/**
 * Ends a child and all that it started when a signal is aborted: by SIGTERM, and by SIGKILL when that does not help in time.
 *
 * @returns what must be called when the child has ended, and tells what was done to it
 */
export function endOnAbort(child: GroupLeader, signal: AbortSignal | undefined): () => Interrupted {
  let interrupted: Interrupted = 'no';
  let grace: NodeJS.Timeout | undefined;
  const abort = () => {
    interrupted = 'told';
    signalGroup(child, 'SIGTERM');
    grace = setTimeout(() => {
      interrupted = 'killed';
      killGroup(child);
    }, graceSeconds * 1000);
  };
  signal?.addEventListener('abort', abort, { once: true });
  return () => {
    clearTimeout(grace);
    signal?.removeEventListener('abort', abort);
    return interrupted;
  };
}
