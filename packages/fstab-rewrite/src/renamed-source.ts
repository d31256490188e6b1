import type { IdMap, IdPair } from '@twinroot/lib-idmap';

/** A source with another id. */
export interface RenamedSource {
  readonly pair: IdPair;
  readonly text: string;
}

/**
 * The source of an entry with its id replaced; undefined when the map does not have it. Quotes (`PARTUUID="x"`) stay, as
 * libblkid reads them, unless a path comes in the place of the tag.
 */
export function renamedSource(ids: IdMap, source: string): RenamedSource | undefined {
  const [, tag = '', quote = '', value = source] = /^([A-Z]+=)(["'])(.*)\2$/s.exec(source) ?? [];
  const bare = tag + value;
  const found = ids.device(bare);
  if (found === undefined) return undefined;
  const text = bare.slice(0, found.start) + found.text + bare.slice(found.end);
  return { pair: found.pair, text: text.replace(/^([A-Z]+=)(.*)$/s, `$1${quote}$2${quote}`) };
}
