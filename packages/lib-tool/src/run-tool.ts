import { spawn } from 'node:child_process';
import { ToolError } from './tool-error.ts';

/** How a child process is run. */
export interface ToolOptions {
  /** Bytes for its standard input; absent: closed. */
  readonly input?: string | Uint8Array;
  /** Time limit in seconds (60). The child is killed when it is over. */
  readonly timeoutSeconds?: number;
  /** Ends the child early. */
  readonly signal?: AbortSignal;
}

/** The environment of every child: machine-readable output, and the system's own tools only. */
export const toolEnvironment = {
  LC_ALL: 'C',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const;

/**
 * Runs a program to its end and gives its standard output as UTF-8 text.
 *
 * No shell is involved. A plain child process, because loading execa alone takes longer than most commands.
 *
 * @throws {ToolError} ENOENT when there is no such program, EXIT for a status other than 0, SIGNAL when a signal
 * ended it, TIMEOUT, ABORT, SPAWN.
 */
export function runTool(tool: string, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, {
      env: toolEnvironment,
      detached: true, // Ctrl-C is for us: a mount that is cut short helps nobody
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: (options.timeoutSeconds ?? 60) * 1000,
      killSignal: 'SIGKILL',
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    const started = performance.now();
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    // A child that does not read its input is judged by its status.
    child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error);
    });
    child.stdin?.end(options.input);
    child.on('error', (cause: NodeJS.ErrnoException) => reject(spawnError(tool, cause)));
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(Buffer.concat(out).toString('utf8'));
      const stderr = Buffer.concat(err).toString('utf8').trim();
      const late = performance.now() - started >= (options.timeoutSeconds ?? 60) * 1000;
      reject(endError(tool, { status, signal, stderr, late }));
    });
  });
}

function spawnError(tool: string, cause: NodeJS.ErrnoException): ToolError {
  if (cause.name === 'AbortError') return new ToolError('ABORT', tool, `${tool} was interrupted`, { cause });
  if (cause.code === 'ENOENT') {
    return new ToolError('ENOENT', tool, `${tool} is not installed: install the package that has it`, { cause });
  }
  return new ToolError('SPAWN', tool, `${tool} did not start: ${cause.message}`, { cause });
}

function endError(
  tool: string,
  end: { status: number | null; signal: NodeJS.Signals | null; stderr: string; late: boolean },
): ToolError {
  const said = end.stderr === '' ? '' : `: ${end.stderr.replace(/\s*\n\s*/g, '; ')}`;
  if (end.signal !== null && end.late) return new ToolError('TIMEOUT', tool, `${tool} took too long${said}`, end);
  if (end.signal !== null) return new ToolError('SIGNAL', tool, `${tool} was ended by ${end.signal}${said}`, end);
  return new ToolError('EXIT', tool, `${tool} failed with status ${end.status}${said}`, end);
}
