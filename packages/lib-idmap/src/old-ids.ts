import { isUuid, linkDirectories } from './device-id.ts';
import type { IdPair } from './map-text.ts';

/** An old id of a map, found in a text. */
export interface FoundId {
  readonly pair: IdPair;
  readonly start: number;
  readonly end: number;
}

/** Finds old ids wherever they stand in a text, as complete tokens. */
export interface OldIdFinder {
  /** Whether there may be one, or a name that the map knows: a quick look, which errs on the side of yes only. */
  mayHave(text: string): boolean;
  /** The same as a global pattern. */
  readonly pattern: RegExp;
  find(text: string): readonly FoundId[];
}

/**
 * A finder of old ids, for what no rule reads: comments, other options, paths. A UUID is found whatever stands before it
 * (`/EFI/Pop_OS-UUID/linux`), but not as the beginning or the end of a longer one; of a label only the tag with it.
 */
export function createOldIdFinder(pairs: readonly IdPair[]): OldIdFinder {
  const byText = new Map<string, IdPair>();
  for (const pair of pairs) for (const text of textsOf(pair)) byText.set(text.toLowerCase(), pair);
  if (byText.size === 0) return { mayHave: () => false, pattern: /(?!)/g, find: () => [] };
  const texts = [...byText.keys()].toSorted((a, b) => b.length - a.length);
  const any = texts.map(literal).join('|');
  // Quotes and escapes may stand between a tag and its value, or within.
  const quick = new RegExp([...pairs.map(({ old }) => literal(old.value)), '\\\\'].join('|'), 'i');
  const exact = new RegExp(any, 'gi');

  function find(text: string): readonly FoundId[] {
    const found: FoundId[] = [];
    for (const match of text.matchAll(exact)) {
      const pair = byText.get(match[0].toLowerCase());
      const end = match.index + match[0].length;
      if (pair && isWhole(text, match.index, end)) found.push({ pair, start: match.index, end });
    }
    return found;
  }
  return { mayHave: (text) => quick.test(text), pattern: new RegExp(quick, 'gi'), find };
}

/** A text as a regular expression for it. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function textsOf({ old, oldText }: IdPair): readonly string[] {
  if (isUuid(old.value)) return [old.value];
  if (old.kind !== 'tag') return [oldText];
  return [`${old.tag}=${old.value}`, `/dev/disk/${linkDirectories[old.tag]}/${old.value}`];
}

/** Of a long UUID a word with a dash may stand before it; of a short one (`6B7E-A837`) that would be a part of a longer one. */
function isWhole(text: string, start: number, end: number): boolean {
  const before = end - start === 36 ? /[0-9A-Za-z]$/ : /[0-9A-Za-z]-?$/;
  return (
    !before.test(text.slice(Math.max(0, start - 2), start)) &&
    !/^-?[0-9A-Za-z]/.test(text.slice(end, end + 2))
  );
}
