import type { FoundId, IdMap } from '@twinroot/lib-idmap';
import type { ArgumentEdit, NameLeft } from './place-edits.ts';
import type { RootRules } from './root-flags.ts';

/** What lines are rewritten by. */
export interface LineRules extends RootRules {
  readonly ids: IdMap;
}

/** A line of a text. */
export interface SeenLine {
  /** Without its end. */
  readonly text: string;
  /** Where its comment begins; its length where it has none. */
  readonly end: number;
  /** The old ids in it, its comment included. */
  readonly found: readonly FoundId[];
}

/** How the lines of a format are read. It may remember lines before, so each text has its own. */
export interface LineForm {
  /** Where the comment of a line begins; its length where it has none. */
  commentAt(line: string): number;
  /** What is to be replaced; where two meet, the first goes before. */
  edits(line: SeenLine, rules: LineRules): readonly ArgumentEdit[];
  /** Names of the old disk that are none of the map's ids, and that the map has nothing for. */
  left(line: SeenLine, rules: LineRules): readonly NameLeft[];
}

/** Places of a line, of which it is asked whether they are taken. */
export interface TakenPlaces {
  has(place: Span): boolean;
  add(place: Span): void;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** No place of a line of this length is taken. A line may have more places than can be compared with each other. */
export function createTakenPlaces(length: number): TakenPlaces {
  const taken = new Uint8Array(length);
  return {
    has: ({ start, end }) => taken.subarray(start, end).includes(1),
    add: ({ start, end }) => void taken.fill(1, start, end),
  };
}

/** The first of those edits that meet, in a line of this length. */
export function withoutOverlaps(edits: readonly ArgumentEdit[], length: number): readonly ArgumentEdit[] {
  const taken = createTakenPlaces(length);
  return edits.filter((edit) => {
    if (taken.has(edit)) return false;
    taken.add(edit);
    return true;
  });
}

/** Where a comment begins that takes a whole line. */
export function lineComment(line: string): number {
  return /^[ \t]*#/.test(line) ? 0 : line.length;
}

/** Where a comment begins as in a shell: at a `#` that begins a word and is not within quotes of that line. */
export function wordComment(line: string): number {
  let quote = '';
  for (let index = 0; index < line.length; index += 1) {
    const character = line.charAt(index);
    if (character === '\\' && quote !== "'") index += 1;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && /^$|[ \t;]/.test(line.charAt(index - 1))) return index;
  }
  return line.length;
}
