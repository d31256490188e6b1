import { setTimeout } from 'node:timers/promises';
import { type BootTree, bootTreeOf, entryTypeOf, isProtected } from '@twinroot/lib-boot-tree';
import { readRange, scanTree, steadyAt } from '@twinroot/lib-tree';
import { imageHeadLength, inspectImage } from '@twinroot/lib-uki';

/** Reads a tree with all that a plan needs to know of it; of the texts that are entries, their bytes. */
export function readBootTree(root: string, checksum: boolean): BootTree {
  const listing = scanTree(root, {
    checksum,
    keepBytes: (path) => entryTypeOf(path) === 1,
    isUnread: isProtected,
  });
  return bootTreeOf(listing, (path) => {
    const head = readRange(root, path, 0, imageHeadLength);
    return head === null ? null : inspectImage(head, (at, length) => readRange(root, path, at, length));
  });
}

/**
 * Reads a source when it is steady: what was written a moment ago could be written again without another time, and
 * would then be taken for equal forever. That is a wait of 2 seconds at most.
 */
export async function readSteadyTree(
  root: string,
  checksum: boolean,
  signal: AbortSignal,
): Promise<BootTree> {
  const tree = readBootTree(root, checksum);
  const wait = steadyAt(tree.listing) - Date.now() / 1000;
  // Longer than a step: a time in the future, from which nothing follows.
  if (wait <= 0 || wait > 2) return tree;
  await setTimeout(wait * 1000, undefined, { signal });
  return readBootTree(root, checksum);
}
