import { escapeField, unescapeField } from '@twinroot/lib-fstab';
import { linkDirectories, linkOf, type Tag, tagOf } from './device-id.ts';
import { IdMapError } from './id-map-error.ts';
import type { IdPair } from './map-text.ts';
import { decodeLink, encodeLink } from './spelling.ts';

/** What comes in the place of a part of a text, and the pair that says so. */
export interface Renamed {
  readonly pair: IdPair;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A map of ids, to be asked for one device name after the other. All texts are without quotes. */
export interface IdMap {
  /** Each once. */
  readonly pairs: readonly IdPair[];
  /**
   * What comes in the place of a device name: `UUID=x`, a link below /dev/disk, `/dev/mapper/luks-x`, any other path or name.
   * Null when the map does not have it, or its new id cannot stand there.
   */
  device(text: string): Renamed | null;
  /** The same where only a value stands: the UUID of a LUKS volume, or a PARTUUID. */
  value(tag: Tag, text: string): Renamed | null;
}

/** So many answers are remembered: enough for a map of 10,000 ids, and some megabytes of memory at most. */
const mostKnown = 20_000;

/**
 * A map from its pairs. A pair with a tag goes before one without.
 *
 * @throws {IdMapError} CONFLICT when an old id has two new ones
 */
export function createIdMap(pairs: readonly IdPair[]): IdMap {
  const byKey = new Map<string, IdPair>();
  for (const pair of pairs) {
    if (keysOf(pair).some((key) => byKey.get(key)?.newText === pair.newText)) continue;
    for (const key of keysOf(pair)) {
      const other = byKey.get(key);
      if (other && other.newText !== pair.newText) {
        const why = `${pair.oldText} has two new ids: ${other.newText} and ${pair.newText}`;
        throw new IdMapError('CONFLICT', pair.oldText, why);
      }
      byKey.set(key, pair);
    }
  }
  const find = (tag: Tag, value: string): IdPair | null =>
    byKey.get(keyOf(tag, value)) ?? byKey.get(keyOf(tag, value, 'any')) ?? null;

  // A long text names few devices again and again.
  const known = new Map<string, Renamed | null>();
  function device(text: string): Renamed | null {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const renamed = findDevice(text);
    // Copied: a part of a longer text, which most are, keeps all of that in memory.
    if (known.size < mostKnown) known.set(Buffer.from(text).toString(), renamed);
    return renamed;
  }

  function findDevice(text: string): Renamed | null {
    const exact = byKey.get(keyOf('', unescapeField(text), 'any'));
    const named = nameOf(text);
    if (named === null) {
      return exact === undefined ? null : { pair: exact, start: 0, end: text.length, text: exact.newText };
    }
    if (exact?.old.kind === 'path') return { pair: exact, start: 0, end: text.length, text: exact.newText };
    const pair = find(named.tag, named.value);
    return pair && renamedIn(text, named, pair);
  }

  function value(tag: Tag, text: string): Renamed | null {
    const pair = find(tag, unescapeField(text));
    if (pair === null) return null;
    const fresh = newValue(pair, tag, 'tag');
    return fresh === null ? null : { pair, start: 0, end: text.length, text: fresh };
  }

  return { pairs: [...new Set(byKey.values())], device, value };
}

/** The pairs the other way round, without those whose new id stands for several old ones. */
export function inverseOf(pairs: readonly IdPair[]): readonly IdPair[] {
  const turned = pairs.map(
    (pair): IdPair => ({
      old: pair.new,
      new: pair.old,
      oldText: pair.newText,
      newText: pair.oldText,
      isOffered: pair.isOffered,
    }),
  );
  const byKey = Map.groupBy(turned, (pair) => keysOf(pair)[0]);
  return turned.filter((pair) => {
    const others = byKey.get(keysOf(pair)[0]) ?? [];
    return others.every(({ newText }) => newText === pair.newText);
  });
}

/** How a text names a device by an id; `form` is how the id is written. */
interface Name {
  readonly tag: Tag;
  readonly value: string;
  readonly form: 'tag' | 'link' | 'luks';
  /** Where the value begins. */
  readonly at: number;
}

function nameOf(text: string): Name | null {
  const equals = text.indexOf('=');
  const tag = equals === -1 ? null : tagOf(text.slice(0, equals));
  if (tag) return { tag, value: unescapeField(text.slice(equals + 1)), form: 'tag', at: equals + 1 };
  const link = linkOf(text);
  if (link)
    return {
      tag: link.tag,
      value: decodeLink(unescapeField(text.slice(link.at))),
      form: 'link',
      at: link.at,
    };
  if (text.startsWith(luks))
    return { tag: 'UUID', value: text.slice(luks.length), form: 'luks', at: luks.length };
  return null;
}

/** What systemd-cryptsetup-generator(8) and dracut name a volume that has no other name; its UUID follows. */
const luks = '/dev/mapper/luks-';

function renamedIn(text: string, name: Name, pair: IdPair): Renamed | null {
  const fresh = newValue(pair, name.tag, name.form);
  if (fresh !== null) return { pair, start: name.at, end: text.length, text: fresh };
  if (name.form === 'luks') return null;
  const { new: id, newText } = pair;
  const all = { pair, start: 0, end: text.length };
  if (id.kind === 'tag' && name.form === 'link')
    return { ...all, text: `/dev/disk/${linkDirectories[id.tag]}/${encodeLink(id.value)}` };
  if (id.kind === 'tag' && id.link) return { ...all, text: `${id.tag}=${escapeField(id.value)}` };
  return { ...all, text: newText };
}

/** The new value as it is written where the tag stays; null when it does not. */
function newValue({ new: id, newText }: IdPair, tag: Tag, form: Name['form']): string | null {
  if (id.kind === 'path' || (id.kind === 'tag' && id.tag !== tag)) return null;
  if (form === 'link') return encodeLink(id.value);
  if (id.kind === 'tag' && id.link) return escapeField(id.value);
  return id.kind === 'tag' ? newText.slice(tag.length + 1) : newText;
}

/** Case does not count in UUIDs; it does in labels and paths. */
function keyOf(tag: Tag | '', value: string, any: 'any' | '' = ''): string {
  const caseless = tag === 'UUID' || tag === 'PARTUUID';
  return caseless ? `${any || tag} uuid ${value.toLowerCase()}` : `${any || tag} ${value}`;
}

/** Case does not count where a bare id turns out to be a UUID, either. */
function keysOf({ old }: IdPair): readonly string[] {
  if (old.kind === 'tag') return [keyOf(old.tag, old.value)];
  return [keyOf('', old.value, 'any'), keyOf('UUID', old.value, 'any')];
}
