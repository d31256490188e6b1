import { ToolError } from '../decide/tool-error.ts';
import { signalGroup, startError, startGroup } from './process-group.ts';
import { endError } from './run-tool.ts';

/** A child process that holds something (a lock, a mount namespace) for as long as it lives. */
export interface Holder {
  readonly pid: number;
  /** Whether it still holds: false once released, and when somebody killed it. */
  isHolding(): boolean;
  /** Ends it; resolves when it is gone, and what it held with it. Again: the same. */
  release(): Promise<void>;
}

/**
 * Starts `tool args… cat`, where `tool` acquires something and then becomes cat, and waits until cat answers.
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
    if (options.signal?.aborted) return reject(endError('ABORT', tool));
    const child = startGroup(tool, [...args, 'cat'], ['pipe', 'pipe', 'pipe']);
    const abort = () => signalGroup(child, 'SIGTERM');
    options.signal?.addEventListener('abort', abort, { once: true });
    let holding = false;
    let stderr = '';
    const gone = new Promise<void>((done) => {
      child.once('close', (status, signal) => {
        options.signal?.removeEventListener('abort', abort);
        holding = false;
        done();
        const code = options.signal?.aborted ? 'ABORT' : signal === null ? 'EXIT' : 'SIGNAL';
        reject(endError(code, tool, { status, signal, stderr: stderr.trim() }));
      });
    });
    child.once('error', (cause: NodeJS.ErrnoException) => {
      options.signal?.removeEventListener('abort', abort);
      reject(startError(tool, cause));
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      if (stderr.length < 2 ** 16) stderr += chunk.toString('utf8');
    });
    child.stdin?.on('error', () => undefined); // it ended early: judged by its status
    child.stdout?.once('data', () => {
      // From here on an interrupted run ends well, with what is held: the caller releases it.
      options.signal?.removeEventListener('abort', abort);
      if (child.pid === undefined) return reject(new ToolError('SPAWN', tool, `${tool} has no process id`));
      holding = true;
      const release = () => {
        child.stdin?.end();
        return gone;
      };
      resolve({ pid: child.pid, isHolding: () => holding, release });
    });
    child.stdin?.write('.');
  });
}
