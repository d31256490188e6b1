import { type FileNode, fileByKey, isSameFile, type Listing } from './listing.ts';

/** What two listings do not have in common, of regular files. */
export interface Difference {
  /** Files of the first that the second has not, or not as they are. */
  readonly unlike: readonly FileNode[];
  /** Files of the second under whose names the first has nothing. */
  readonly beyond: readonly FileNode[];
}

const known = new WeakMap<Listing, WeakMap<Listing, Difference>>();

/** Compares two listings; two that were compared are not compared again, however many ask. */
export function differenceOf(one: Listing, other: Listing): Difference {
  const ofOne = known.get(one) ?? new WeakMap<Listing, Difference>();
  known.set(one, ofOne);
  const difference = ofOne.get(other) ?? compared(one, other);
  ofOne.set(other, difference);
  return difference;
}

function compared(one: Listing, other: Listing): Difference {
  const isUnlike = (file: FileNode) => {
    const there = fileByKey(other, file.key);
    return there === undefined || !isSameFile(file, there);
  };
  return {
    unlike: one.files.filter(isUnlike),
    beyond: one === other ? [] : other.files.filter(({ key }) => !one.nodes.has(key)),
  };
}
