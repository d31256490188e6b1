import type { Change } from './itemized.ts';

/** Counts of changes, as the report has them. */
export interface Counts {
  /** Files whose content was copied, and their size. */
  readonly files_copied: number;
  readonly bytes_copied: number;
  readonly files_deleted: number;
  readonly others_changed: number;
}

/** A count of changes that come one by one. */
export interface Tally {
  readonly add: (change: Change) => void;
  readonly counts: () => Counts;
}

/** Starts to count. */
export function createTally(): Tally {
  const counts = { files_copied: 0, bytes_copied: 0, files_deleted: 0, others_changed: 0 };
  const add = ({ operation, type, bytes }: Change) => {
    if (operation === 'delete') counts.files_deleted += 1;
    else if (operation === 'copy' && type === 'file') {
      counts.files_copied += 1;
      counts.bytes_copied += bytes ?? 0;
    } else counts.others_changed += 1;
  };
  return { add, counts: () => ({ ...counts }) };
}

/** Whether nothing was changed. */
export function isNothing(counts: Counts): boolean {
  return counts.files_copied + counts.files_deleted + counts.others_changed === 0;
}
