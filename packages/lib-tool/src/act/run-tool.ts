import { reportedText } from '../decide/reported-text.ts';
import { ToolError, type ToolErrorCode } from '../decide/tool-error.ts';
import { endOnAbort, killGroup, startError, startGroup } from './process-group.ts';

/** Bytes of standard error that are kept, or some more: what a child complains about for hours would fill memory. */
const mostKept = 2 ** 16;

/** How a child process is run. */
export interface ToolOptions {
  /** Bytes for its standard input; absent: closed. */
  readonly input?: string | Uint8Array;
  /** Time limit in seconds (60). The child and all that it started are killed when it is over. */
  readonly timeoutSeconds?: number;
  /** Open files of ours that the child has as 3, 4, …, sharing what open(2) made: a flock(2) of the child is ours. */
  readonly files?: readonly number[];
  /** Gets standard output as it arrives, which is then not gathered: what a child writes for hours would fill memory. */
  readonly onOutput?: (text: string) => void;
  /** The same as it is written, for what is no text. */
  readonly onBytes?: (bytes: Buffer) => void;
  /** Ends the child early: SIGTERM, and SIGKILL when that does not help. */
  readonly signal?: AbortSignal;
}

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
    if (options.signal?.aborted) return reject(endError('ABORT', tool));
    const input = options.input === undefined ? 'ignore' : 'pipe';
    const child = startGroup(tool, args, [input, 'pipe', 'pipe', ...(options.files ?? [])]);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let isLate = false;
    let inputError: NodeJS.ErrnoException | undefined;

    const hasEnded = endOnAbort(child, options.signal);
    const limit = setTimeout(
      () => {
        isLate = true;
        killGroup(child);
      },
      (options.timeoutSeconds ?? 60) * 1000,
    );

    const { onOutput, onBytes } = options;
    if (onBytes) child.stdout?.on('data', onBytes);
    else if (onOutput) child.stdout?.setEncoding('utf8').on('data', onOutput);
    else child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    let kept = 0;
    child.stderr?.on('data', (chunk: Buffer) => {
      if (kept < mostKept) err.push(chunk);
      kept += chunk.length;
    });
    child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
      // A child that does not read its input is judged by its status.
      if (error.code !== 'EPIPE') inputError = error;
    });
    child.stdin?.end(options.input);
    child.once('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(limit);
      hasEnded();
      reject(startError(tool, cause));
    });
    child.once('close', (status, signal) => {
      clearTimeout(limit);
      const interrupted = hasEnded();
      const stderr = Buffer.concat(err).toString('utf8').trim();
      const detail = { status, signal, stderr, cause: inputError };
      if (status === 0 && !isLate && interrupted !== 'killed' && inputError === undefined)
        return resolve(Buffer.concat(out).toString('utf8'));
      const code = isLate ? 'TIMEOUT' : interrupted !== 'no' ? 'ABORT' : signal === null ? 'EXIT' : 'SIGNAL';
      reject(endError(code, tool, detail));
    });
  });
}

/** How a child ended, as an error; the lines that it wrote to standard error become one. */
export function endError(
  code: Exclude<ToolErrorCode, 'ENOENT' | 'SPAWN'>,
  tool: string,
  detail: { status?: number | null; signal?: NodeJS.Signals | null; stderr?: string; cause?: unknown } = {},
): ToolError {
  const what = {
    EXIT: `failed with status ${detail.status}`,
    SIGNAL: `was killed by ${detail.signal}`,
    TIMEOUT: 'took too long',
    ABORT: 'was interrupted',
  }[code];
  const reported = reportedText(tool, detail.stderr ?? '');
  return new ToolError(code, tool, `${tool} ${what}${reported === '' ? '' : `: ${reported}`}`, detail);
}
