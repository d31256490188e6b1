import type { IdMap, IdPair } from '@twinroot/lib-idmap';
import type { EntryRules } from './boot-entry-rules.ts';

/** Remembers what was found, over several texts. */
export type Found = Set<string>;

/**
 * What was looked for and not found, in all texts together: each id that somebody wrote into a map. Of the records of disk-map,
 * which are all ids of two disks, a text names a few, and may name one partition by any of its ids: so they are missed only when
 * none of them is there.
 */
export function missedOf(
  { rootflags }: Pick<EntryRules, 'rootflags'>,
  ids: Pick<IdMap, 'pairs'>,
  found: Found,
): readonly string[] {
  const flags = [...rootflags.keys()].filter((flag) => !found.has(flagKey(flag)));
  return [
    ...missedIds(ids, (pair) => found.has(idKey(pair))),
    ...new Set(flags.map((flag) => `rootflags=${flag}`)),
  ];
}

/** The old ids that were not found, as missedOf has them. */
export function missedIds(
  { pairs }: Pick<IdMap, 'pairs'>,
  isFound: (pair: IdPair) => boolean,
): readonly string[] {
  const asked = pairs.filter((pair) => !pair.isOffered && !isFound(pair)).map(({ oldText }) => oldText);
  const offered = pairs.filter(({ isOffered }) => isOffered);
  const isNone = offered.length > 0 && !offered.some(isFound);
  const none =
    offered.length === 1
      ? offered.map(({ oldText }) => oldText)
      : [`any of the ${offered.length} ids of the map`];
  return [...new Set([...asked, ...(isNone ? none : [])])];
}

/** The pairs whose old ids were found. */
export function foundPairs({ pairs }: Pick<IdMap, 'pairs'>, found: Found): readonly IdPair[] {
  return pairs.filter((pair) => found.has(idKey(pair)));
}

export function idKey({ oldText, newText }: { readonly oldText: string; readonly newText: string }): string {
  return `id ${oldText} ${newText}`;
}

export function flagKey(flag: string): string {
  return `rootflags ${flag}`;
}
