import { roundedToClusters } from '@twinroot/lib-fat';
import {
  bytesWritten,
  directoryRoom,
  fileAt,
  type Listing,
  type Operation,
  type Phase,
} from '@twinroot/lib-tree';

/** Bytes that stay free: FAT's directories grow by whole clusters, and firmware writes too. */
export const spaceMargin = 256 * 1024;

/**
 * How many more bytes the mirror would need at the worst moment of a plan; 0 when it fits. A file that is
 * replaced takes its place twice until the old one is let go.
 *
 * @param free free bytes now; null: unknown, and everything fits
 * @param cluster bytes
 */
export function shortageOf(
  phases: readonly Phase[],
  mirror: Listing,
  free: number | null,
  cluster: number,
): number {
  if (free === null) return 0;
  const sizes = new Map<string, number>();
  const sizeAt = (path: string) => sizes.get(path) ?? fileAt(mirror, path)?.size ?? 0;
  let left = free;
  let least = free;
  for (const operation of phases.flatMap((phase) => phase.operations)) {
    left -=
      operation.op === 'mkdir'
        ? Math.max(cluster, directoryRoom)
        : roundedToClusters(bytesWritten(operation), cluster);
    least = Math.min(least, left);
    left += roundedToClusters(released(operation, sizeAt), cluster);
    if (operation.op === 'copy' || operation.op === 'write')
      sizes.set(operation.path, bytesWritten(operation));
    if (operation.op === 'delete') sizes.set(operation.path, 0);
  }
  const writes = phases.some((phase) => phase.operations.some((operation) => bytesWritten(operation) > 0));
  return writes ? Math.max(0, spaceMargin - least) : 0;
}

function released(operation: Operation, sizeAt: (path: string) => number): number {
  if (operation.op === 'delete') return operation.size;
  return (operation.op === 'copy' || operation.op === 'write') && operation.replaces
    ? sizeAt(operation.path)
    : 0;
}
