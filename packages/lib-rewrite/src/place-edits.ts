import type { Argument, DevicePlace, PlaceKind } from '@twinroot/lib-cmdline';
import { unescapeField } from '@twinroot/lib-fstab';
import {
  type IdMap,
  type IdPair,
  isOldGroup,
  type Renamed,
  renamedArray,
  renamedGroup,
  renamedPart,
  renamedVolume,
} from '@twinroot/lib-idmap';
import type { Edit } from '@twinroot/lib-lines';

/** One thing that changes in a line. */
export interface ArgumentEdit extends Edit {
  readonly change: 'id' | 'rootflag';
  readonly old: string;
  readonly new: string;
  /** The pair whose old id is there; of an id only. */
  readonly pair: IdPair | null;
  /** The mount options that have new ones and that this is about; absent: none. */
  readonly flags?: readonly string[];
}

/** A name of the old disk that the map has nothing for. */
export interface NameLeft {
  readonly start: number;
  readonly end: number;
  readonly id: string;
}

/** Where a part of an argument stands in a line. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** How a text is written there, in quotes where it takes some; null where it cannot be. */
  written(text: string): string | null;
}

/** The span of a part of an argument; quotes within it go with it. Null where they would not match then. */
export type SpanOf = (line: string, argument: Argument, from: number, to: number) => Span | null;

/** What comes in the place of a part of an argument; null when the map does not have it, or its new id cannot stand there. */
export function renamedAt(kind: PlaceKind, text: string, ids: IdMap): Renamed | null {
  switch (kind) {
    case 'device':
      return ids.device(text);
    case 'partuuid':
      return ids.value('PARTUUID', text);
    case 'md':
      return renamedArray(ids, text);
    case 'lv':
      return renamedVolume(ids, text);
    case 'vg':
      return renamedGroup(ids, text);
    default:
      return ids.value('UUID', text) ?? renamedPart(ids, text);
  }
}

/** What of the places of an argument is to be replaced, by places in the line. */
export function placeEdits(
  line: string,
  argument: Argument,
  places: readonly DevicePlace[],
  ids: IdMap,
  spanOf: SpanOf,
): readonly ArgumentEdit[] {
  return places.flatMap(({ kind, start, end }): readonly ArgumentEdit[] => {
    const old = argument.text.slice(start, end);
    const renamed = renamedAt(kind, old, ids);
    if (renamed === null) return [];
    const span = spanOf(line, argument, start + renamed.start, start + renamed.end);
    // An octal escape is fstab's way to write a blank; here that takes quotes.
    const plain = unescapeField(renamed.text);
    const text = span?.written(plain) ?? null;
    if (span === null || text === null) return [];
    const fresh = old.slice(0, renamed.start) + plain + old.slice(renamed.end);
    return [{ start: span.start, end: span.end, text, change: 'id', old, new: fresh, pair: renamed.pair }];
  });
}

/**
 * What of the places of an argument is of the old disk, though no id of the map stands there: a volume group that was not paired,
 * the part of a UUID that several volumes have.
 */
export function namesLeft(
  argument: Argument,
  places: readonly DevicePlace[],
  ids: IdMap,
): readonly NameLeft[] {
  return places.flatMap(({ kind, start, end }) => {
    const text = argument.text.slice(start, end);
    if (!isOldName(kind, text, ids) || renamedAt(kind, text, ids) !== null) return [];
    return [
      {
        start: argument.at(start) ?? argument.start,
        end: (argument.at(end - 1) ?? argument.end) + 1,
        id: text,
      },
    ];
  });
}

function isOldName(kind: PlaceKind, text: string, ids: IdMap): boolean {
  if (kind === 'vg') return isOldGroup(ids, text);
  if (kind === 'lv') return text.includes('/') && isOldGroup(ids, text.replace(/\/.*$/s, ''));
  if (kind !== 'luks' || text.length < 6 || text.length > 35) return false;
  return ids.pairs.some(
    ({ old }) => old.value.length === 36 && old.value.toLowerCase().includes(text.toLowerCase()),
  );
}
