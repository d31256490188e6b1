import type { IdMap, IdPair } from '@twinroot/lib-idmap';

/** A source with another id. */
export interface RenamedSource {
  readonly pair: IdPair;
  readonly text: string;
  /** Whether it is another one than before. */
  readonly isOther: boolean;
}

/**
 * The source of an entry with its id replaced; null when the map does not have it. Quotes (`PARTUUID="x"`) stay, as
 * libblkid reads them, unless a path comes in the place of the tag.
 */
export function renamedSource(ids: IdMap, source: string): RenamedSource | null {
  const quoted = /["']$/.test(source) ? /^([A-Z]+=)(["'])(.*)\2$/s.exec(source) : null;
  const [, tag = '', quote = '', value = source] = quoted ?? [];
  const bare = tag + value;
  const found = ids.device(bare);
  if (found === null) return null;
  const isOther = found.text !== bare.slice(found.start);
  if (quoted === null) return { pair: found.pair, text: source.slice(0, found.start) + found.text, isOther };
  const text = bare.slice(0, found.start) + found.text;
  return { pair: found.pair, isOther, text: text.replace(/^([A-Z]+=)(.*)$/s, `$1${quote}$2${quote}`) };
}
