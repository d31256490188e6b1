import { createReadStream } from 'node:fs';
import { endError, endOnAbort, startError, toolEnvironment } from '@twinroot/lib-tool';
import { fileCountOf } from '../decide/forecast.ts';
import { type Change, changeOf } from '../decide/itemized.ts';
import { outputLines, progressOf } from '../decide/output-lines.ts';
import { exitText, isLimited, isWhole } from '../decide/rsync-exit.ts';

/** A run of rsync. */
export interface RsyncRun {
  /** The program and its arguments; with `--out-format=outFormat` its changes are reported. */
  readonly words: readonly [tool: string, args: readonly string[]];
  /** Open files that rsync has as 3, 4, … */
  readonly files: readonly number[];
  readonly signal: AbortSignal;
  readonly onChange: (change: Change) => void;
  readonly onProgress?: (text: string) => void;
  /** With `--stats`: how many files there are in the source. */
  readonly onFileCount?: (count: number) => void;
}

/** What a run reports that did not end with 0. */
export interface RsyncFault {
  /** Whether all that is still in the source was copied nevertheless. */
  readonly isWhole: boolean;
  /** Whether there was more to delete than --max-delete allows. */
  readonly isLimited: boolean;
  readonly text: string;
}

/**
 * Runs rsync; null when there is nothing to report. It takes as long as it takes: that is for its disks to say.
 *
 * It is in a process group of its own: Ctrl-C is for us, and what it started is ended with it.
 *
 * @throws {ToolError} ABORT when the run is to end, ENOENT and SPAWN when nothing could be started
 */
export async function runRsync(run: RsyncRun): Promise<RsyncFault | null> {
  const { words, files, signal, onChange, onProgress, onFileCount } = run;
  const [tool, args] = words;
  // Loaded where a copy is about to be made: there it does not count.
  const { execa } = await import('execa');
  if (signal.aborted) throw endError('ABORT', tool);
  const child = execa(tool, args, {
    // As streams, which is how execa takes open files; nothing is read from them here, and they stay open.
    stdio: ['ignore', 'pipe', 'pipe', ...files.map((fd) => createReadStream('', { fd, autoClose: false }))],
    env: toolEnvironment,
    extendEnv: false,
    detached: true,
    buffer: false,
    reject: false,
  });
  const hasEnded = endOnAbort(child, signal);
  const feed = outputLines((line) => {
    const change = changeOf(line);
    if (change) return onChange(change);
    const progress = onProgress ? progressOf(line) : null;
    if (progress !== null) return onProgress?.(progress);
    const count = onFileCount ? fileCountOf(line) : null;
    if (count !== null) onFileCount?.(count);
  });
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', feed);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const { exitCode, signal: killedBy, cause } = await child;
  const interrupted = hasEnded();
  feed('\n');
  if (exitCode === 0 && interrupted !== 'killed') return null;
  if (interrupted !== 'no') throw endError('ABORT', tool, { stderr });
  if (exitCode !== undefined) {
    const limited = isLimited(exitCode, stderr);
    return { isWhole: isWhole(exitCode), isLimited: limited, text: exitText(exitCode, stderr) };
  }
  // Somebody else ended it: this copy has failed, and the others can still be made.
  if (killedBy !== undefined)
    return { isWhole: false, isLimited: false, text: `rsync was killed by ${killedBy}` };
  throw startError(tool, cause);
}
