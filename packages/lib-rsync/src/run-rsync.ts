import { runTool, ToolError } from '@twinroot/lib-tool';
import { type Change, changeOf } from './itemized.ts';
import { outputLines, progressOf } from './output-lines.ts';
import { exitText, isWhole } from './rsync-exit.ts';

/** A run of rsync. */
export interface RsyncRun {
  /** The program and its arguments; with `--out-format=outFormat` its changes are reported. */
  readonly words: readonly [tool: string, args: readonly string[]];
  /** Open files that rsync has as 3, 4, … */
  readonly files: readonly number[];
  readonly signal: AbortSignal;
  readonly onChange: (change: Change) => void;
  readonly onProgress?: (text: string) => void;
}

/** What a run reports that did not end with 0. */
export interface RsyncFault {
  /** Whether all that is still in the source was copied nevertheless. */
  readonly isWhole: boolean;
  readonly text: string;
}

/** Forever, as far as a timer can count: 24 days. How long a copy takes is for its disks to say. */
const longestRun = 2_000_000;

/**
 * Runs rsync; null when there is nothing to report.
 *
 * @throws {ToolError} ABORT when the run is to end, ENOENT and SPAWN when nothing could be started
 */
export async function runRsync(run: RsyncRun): Promise<RsyncFault | null> {
  const { words, files, signal, onChange, onProgress } = run;
  const feed = outputLines((line) => {
    const change = changeOf(line);
    if (change) return onChange(change);
    const progress = onProgress ? progressOf(line) : null;
    if (progress !== null) onProgress?.(progress);
  });
  try {
    await runTool(...words, { files, signal, onOutput: feed, timeoutSeconds: longestRun });
    return null;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    if (error.code === 'EXIT' && error.status !== null)
      return { isWhole: isWhole(error.status), text: exitText(error.status, error.stderr) };
    // Somebody else ended it: this copy has failed, and the others can still be made.
    if (error.code === 'SIGNAL') return { isWhole: false, text: `rsync was killed by ${error.signal}` };
    throw error;
  } finally {
    feed('\n');
  }
}
