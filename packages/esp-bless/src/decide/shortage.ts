import { roundedToClusters, temporaryName } from '@twinroot/lib-fat';
import {
  bytesWritten,
  directoryOf,
  fileAt,
  joinPath,
  type Listing,
  type Operation,
} from '@twinroot/lib-tree';

/** What a file system keeps for directories that grow, in bytes; as esp-mirror does. */
const margin = 256 * 1024;

/**
 * How many bytes a mirror lacks for these operations; 0: none. What is deleted comes too late to count, but what a run that was cut has
 * left half-written goes first.
 *
 * @param room.free bytes that are free
 * @param room.cluster bytes in a cluster
 */
export function shortageOf(
  operations: readonly Operation[],
  listing: Listing,
  { free, cluster }: { readonly free: number; readonly cluster: number },
): number {
  const takes = (bytes: number) => roundedToClusters(bytes, cluster);
  const written = operations.filter((operation) => bytesWritten(operation) > 0);
  if (written.length === 0) return 0;
  const leftovers = written.map(
    ({ path }) => fileAt(listing, joinPath(directoryOf(path), temporaryName(0)))?.size ?? 0,
  );
  const sum = (all: readonly number[]) => all.reduce((total, bytes) => total + takes(bytes), 0);
  return Math.max(0, sum(written.map(bytesWritten)) + margin - free - sum(leftovers));
}
