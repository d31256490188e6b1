import type { Forecast } from './deletion-limit.ts';
import type { Change } from './itemized.ts';

/** Options by which rsync tells what a run would do, with plain numbers (rsync(1), --stats, --human-readable). */
export const forecastOptions: readonly string[] = ['--dry-run', '--stats', '--no-human-readable'];

/**
 * The number of files in the source, of a line that --stats writes; null for another line. It counts directories, links and
 * devices as well, and the directory itself that is copied (main.c, output_summary).
 */
export function fileCountOf(line: string): number | null {
  const [, count] = /^Number of files: ([\d,]+)/.exec(line) ?? [];
  return count === undefined ? null : Number(count.replaceAll(',', ''));
}

/** Adds up what a dry run of rsync tells. */
export interface Forecaster {
  readonly addChange: (change: Change) => void;
  /** The number of files in the source, as fileCountOf has it. */
  readonly addFiles: (count: number) => void;
  /** What the run would do; null when rsync ended before it knew. */
  readonly forecast: () => Forecast | null;
}

/** Starts to add up. */
export function createForecaster(): Forecaster {
  let deleted = 0;
  let created = 0;
  let files: number | null = null;
  return {
    addChange: ({ operation, itemized }) => {
      if (operation === 'delete') deleted += 1;
      // Something new has nothing but plus signs behind what it is (rsync(1), --itemize-changes).
      else if (/^..\++$/.test(itemized)) created += 1;
    },
    addFiles: (count) => {
      files = count;
    },
    forecast: () =>
      files === null ? null : { deleted, kept: Math.max(0, files - 1 - created), isSourceEmpty: files <= 1 },
  };
}
