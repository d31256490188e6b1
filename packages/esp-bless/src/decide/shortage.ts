import { roundedToClusters, temporaryName } from '@twinroot/lib-fat';
import {
  bytesWritten,
  directoryOf,
  fileAt,
  joinPath,
  type Listing,
  nameOf,
  type Operation,
} from '@twinroot/lib-tree';

/** Bytes of an entry of a directory, and UTF-16 units of a name that one of them holds (fatgen103, "FAT Long Directory Entries"). */
const [entryLength, unitsInEntry] = [32, 13];

/**
 * How many bytes a mirror lacks for these operations; 0: none. Beside the files themselves, a directory may grow by what their new
 * names and the temporary ones take; nothing else of that file system does. What is deleted comes too late to count, but what a run that was cut has
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
  const names = written.map(({ path }) => namesLength(nameOf(path)) + namesLength(temporaryName(0)));
  return Math.max(0, sum(written.map(bytesWritten)) + sum(names) - free - sum(leftovers));
}

/** Bytes that a name takes in its directory, at most: the short one, and the long one in pieces. */
function namesLength(name: string): number {
  return entryLength * (1 + Math.ceil(name.length / unitsInEntry));
}
