import type { IdMap, IdPair, OldIdFinder } from '@twinroot/lib-idmap';
import { copied, longestLine } from '@twinroot/lib-lines';
import { renamedSource } from './fstab-source.ts';

/** So many sources are remembered: enough for any machine, and no matter for memory. */
const mostKnown = 1000;

/**
 * Replaces the ids of plain rows in a text of complete lines, all at once: line by line, a long fstab takes longer than a start.
 * A plain row is four to six fields from the beginning of a line to its end, and its source ends with an old id.
 *
 * It goes before a look at each line that has an old id, and does not change what becomes of it: a row that is left has its
 * old id still, and in one that is done no other is found than was there behind the source.
 *
 * @param found gets the pair of each old id that is replaced, at least once
 */
export function createPlainRows(
  ids: IdMap,
  oldIds: OldIdFinder,
  found: (pair: IdPair) => void,
): (text: string) => string {
  const pattern = plainRow(oldIds.values.source);
  const known = new Map<string, string>();

  function rename(given: string): string {
    const fresh = known.get(given);
    if (fresh !== undefined) return fresh;
    const source = copied(given);
    const renamed = renamedSource(ids, source);
    const isDone = renamed !== null && isSource(renamed.text) && !oldIds.mayHave(renamed.text);
    if (isDone) found(renamed.pair);
    const text = isDone ? renamed.text : source;
    if (known.size < mostKnown) known.set(source, text);
    return text;
  }

  // An old label with a blank, or a newline, could be found in a new source and the field behind it.
  if (ids.pairs.length === 0 || ids.pairs.some(({ old }) => /[ \t\n]/.test(old.value))) return (text) => text;
  return (text) => (hasPlainEnds(text) ? text.replace(pattern, rename) : text);
}

/** The source of a plain row; `old` is a pattern of what may be an old id. */
function plainRow(old: string): RegExp {
  const fields = '(?:[ \\t]+[^# \\t\\n][^ \\t\\n]*){3}(?:[ \\t]+[0-9]+){0,2}[ \\t]*';
  return new RegExp(`^(?!#)[^ \\t\\n]*?(?:${old})["']?(?=${fields}$)`, 'gim');
}

/** Whether a row with this source is an entry still. A map can have `#x` for a name. */
function isSource(text: string): boolean {
  return /^[^# \t\r\n\0][^ \t\r\n\0]*$/.test(text);
}

/** Whether `^` and `$` are where lines begin and end, which they are at a carriage return, too; and rows with a NUL are none. */
function hasPlainEnds(text: string): boolean {
  return text.length <= longestLine && !text.includes('\r') && !text.includes('\0');
}
