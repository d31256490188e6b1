import { setTimeout } from 'node:timers/promises';
import { type BootTree, bootTreeOf, entryTypeOf, isProtected, keptListPath } from '@twinroot/lib-boot-tree';
import { causesOf, isMissing } from '@twinroot/lib-failure';
import { foldPath } from '@twinroot/lib-fat';
import { fileAt, type Listing, readRange, type ScanOptions, scanTree, steadyAt } from '@twinroot/lib-tree';
import { type Image, imageHeadLength, inspectImage } from '@twinroot/lib-uki';

/** How a tree is read. */
export interface ReadWishes {
  /** Whether large files are read, too, to compare their contents. */
  readonly checksum: boolean;
  /** What is neither copied nor deleted need not be read. */
  readonly isExcluded: (path: string) => boolean;
}

/**
 * Reads a tree with all that a plan needs to know of it; of the texts that are entries, their bytes.
 *
 * @param ways a tree that is much the same, what ends the reading, and who is told how far it is
 * @throws {Error} as scanTree
 */
export async function readBootTree(
  root: string,
  { checksum, isExcluded }: ReadWishes,
  ways: Pick<ScanOptions, 'like' | 'signal' | 'onRead'> = {},
): Promise<BootTree> {
  const listing = await scanTree(root, {
    ...ways,
    checksum,
    keepBytes: (_, key) => isText(key),
    // An entry that is left out still names files.
    isUnread: (path, key) =>
      (isProtected(key) || isExcluded(path)) && entryTypeOf(key) === null && !isText(key),
  });
  return bootTreeOf(listing, (path) => inspectProgram(root, path, listing));
}

/** Whether a file is a text that says something of others: an entry, the list of what is kept. */
function isText(key: string): boolean {
  return entryTypeOf(key) === 1 || key === keptListKey;
}

const keptListKey = foldPath(keptListPath);

/** What the head of a program says; null for a file that is not there or cannot be read. */
export function inspectProgram(root: string, path: string, listing: Listing): Image | null {
  const file = fileAt(listing, path);
  if (file === undefined || file.unreadable !== undefined) return null;
  const head = readRange(root, path, 0, imageHeadLength);
  if (head === null) return null;
  return inspectImage(head, file.size, (at, length) => readRange(root, path, at, length));
}

/**
 * Reads a source when it is steady: what was written a moment ago could be written again without another time, and
 * would then be taken for equal forever. That is a wait of 2 seconds at most.
 */
export async function readSteadyTree(
  root: string,
  wishes: ReadWishes,
  signal: AbortSignal,
  onRead?: ScanOptions['onRead'],
): Promise<BootTree> {
  const ways = { signal, onRead };
  const tree = await readUndisturbed(root, wishes, ways);
  const wait = untilSteady(tree);
  if (wait === 0) return tree;
  // A timer may come a part of a millisecond early.
  await setTimeout(Math.ceil(wait * 1000) + 1, undefined, { signal });
  return await readUndisturbed(root, wishes, ways);
}

/**
 * Seconds until nothing that was read of a tree can be written again without another time; 0: it is so now. A time in the future,
 * from which nothing follows, is not waited for.
 */
export function untilSteady({ listing }: BootTree): number {
  const wait = steadyAt(listing) - Date.now() / 1000;
  return wait <= 0 || wait > 2 ? 0 : wait;
}

/** How often a tree is read in which files go away meanwhile. */
const mostReadings = 5;

/** Reads a tree from the beginning again where something in it goes away meanwhile: it may be there by another name. */
async function readUndisturbed(
  root: string,
  wishes: ReadWishes,
  ways: Pick<ScanOptions, 'signal' | 'onRead'>,
  readings = 1,
): Promise<BootTree> {
  try {
    return await readBootTree(root, wishes, ways);
  } catch (error) {
    if (readings >= mostReadings || !causesOf(error).some(isMissing)) throw error;
    return readUndisturbed(root, wishes, ways, readings + 1);
  }
}
