import { roundedToClusters } from '@twinroot/lib-fat';

/** What a file system keeps for directories that grow, in bytes; as esp-mirror does. */
const margin = 256 * 1024;

/**
 * How many bytes an ESP lacks for files that are written beside what is there; 0: none.
 *
 * @param sizes bytes of each
 * @param room.free bytes that are free
 * @param room.cluster bytes in a cluster
 */
export function shortageOf(
  sizes: readonly number[],
  { free, cluster }: { readonly free: number; readonly cluster: number },
): number {
  if (sizes.length === 0) return 0;
  const needed = sizes.reduce((total, bytes) => total + roundedToClusters(bytes, cluster), 0);
  return Math.max(0, needed + margin - free);
}
