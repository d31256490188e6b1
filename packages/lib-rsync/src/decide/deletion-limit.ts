/** How much a run may delete of a destination. */
export interface DeletionLimits {
  /** In percent of what the destination has, from 0 to 100; 100: anything. */
  readonly maxDelete: number;
  /** An empty source may empty a destination. */
  readonly allowEmpty: boolean;
}

/** What a run would do to a destination, in files, directories and links. What is excluded does not count. */
export interface Forecast {
  readonly deleted: number;
  /** What both sides have. The directory that is copied does not count. */
  readonly kept: number;
  /** The source has nothing that would be copied. */
  readonly isSourceEmpty: boolean;
}

/** The limit where nobody set one, in percent. */
export const defaultMaxDelete = 50;

/** A destination with fewer entries may lose them all: of three files, two are soon gone. */
const leastJudged = 20;

/**
 * Why a run must not be made, as a clause about its destination; null when it may.
 *
 * An empty source is judged by `allowEmpty` alone, however little would be deleted: it is what an absent mount looks like.
 */
export function whyNotDelete(forecast: Forecast, { maxDelete, allowEmpty }: DeletionLimits): string | null {
  const { deleted, kept, isSourceEmpty } = forecast;
  if (deleted === 0) return null;
  const total = deleted + kept;
  if (isSourceEmpty) {
    if (allowEmpty) return null;
    const what = deleted === 1 ? 'an entry that it has' : `${deleted} entries that it has`;
    return `its source is empty, and ${what} would be deleted: mount the source, or use --allow-empty`;
  }
  if (total < leastJudged || deleted * 100 <= maxDelete * total) return null;
  return `${deleted} of its ${total} entries would be deleted, more than ${maxDelete} %: use --max-delete 100 if that is meant`;
}

/** So many deletions are never refused, whatever a destination has, if its source is not empty. */
export function harmlessDeletions(maxDelete: number): number {
  return maxDelete >= 100 ? Number.POSITIVE_INFINITY : Math.floor((leastJudged * maxDelete) / 100);
}

/** How many deletions a run may make that was not refused; null: there is no limit. */
export function allowedDeletions(forecast: Forecast, { maxDelete }: DeletionLimits): number | null {
  const { deleted, kept, isSourceEmpty } = forecast;
  if (maxDelete >= 100 || isSourceEmpty) return null;
  // What went from the source since it was looked at counts as well.
  return Math.max(deleted, Math.floor(((deleted + kept) * maxDelete) / 100), harmlessDeletions(maxDelete));
}
