import { spawn } from 'node:child_process';
import { toolEnvironment } from './run-tool.ts';
import { ToolError } from './tool-error.ts';

/** A child process that holds something (a lock, a mount namespace) for as long as it lives. */
export interface Holder {
  readonly pid: number;
  /** Ends it; resolves when it is gone, and what it held with it. */
  release(): Promise<void>;
}

/**
 * Starts `tool args… cat`, where `tool` acquires something and then runs cat, and waits until cat answers.
 * Should this process be killed, cat reads the end of its input and what is held is let go.
 *
 * @throws {ToolError} as runTool; EXIT with the tool's own status when it ends before it holds anything.
 */
export function startHolder(
  tool: string,
  args: readonly string[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<Holder> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, [...args, 'cat'], {
      env: toolEnvironment,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true, // Ctrl-C must not take away what we still need to end well
    });
    const gone = new Promise<void>((done) => child.once('close', () => done()));
    const abort = () => child.kill('SIGTERM');
    options.signal?.addEventListener('abort', abort, { once: true });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.stdin.on('error', () => undefined); // judged by its end
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' ? 'is not installed' : `did not start: ${cause.message}`;
      reject(new ToolError(cause.code === 'ENOENT' ? 'ENOENT' : 'SPAWN', tool, `${tool} ${why}`, { cause }));
    });
    child.once('close', (status, signal) => {
      const aborted = options.signal?.aborted === true;
      reject(
        new ToolError(aborted ? 'ABORT' : signal ? 'SIGNAL' : 'EXIT', tool, `${tool} ended early: ${stderr.trim()}`, {
          status,
          signal,
          stderr,
        }),
      );
    });
    child.stdout.once('data', () => {
      options.signal?.removeEventListener('abort', abort);
      resolve({
        pid: child.pid ?? 0,
        release: () => {
          child.stdin.end();
          return gone;
        },
      });
    });
    child.stdin.write('.');
  });
}
