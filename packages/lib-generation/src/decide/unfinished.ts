import { idPattern } from './generation-id.ts';

/** Before the id of a generation that is being made, and of one that is being deleted: neither is one. */
export const [makingPrefix, goingPrefix] = ['.new-', '.gone-'] as const;

/** Name in links/ of a directory that is being made. */
export const madeLinks = '.new';

/**
 * Which names in snapshots/ runs that were killed have left. The caller has the lock, so nobody is at work on them; other names with a dot
 * are somebody's.
 *
 * @param prefixes of those that are asked for
 */
export function unfinishedAmong(
  names: readonly string[],
  prefixes: readonly string[] = [makingPrefix, goingPrefix],
): readonly string[] {
  return names.filter((name) =>
    prefixes.some((prefix) => name.startsWith(prefix) && idPattern.test(name.slice(prefix.length))),
  );
}
