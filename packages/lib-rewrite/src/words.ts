import { type Argument, type DevicePlace, placesOf } from '@twinroot/lib-cmdline';
import type { IdMap } from '@twinroot/lib-idmap';
import { type ArgumentEdit, type NameLeft, namesLeft, placeEdits, type SpanOf } from './place-edits.ts';
import { type RootRules, rootEdits } from './root-flags.ts';
import { withLinks } from './unit-name.ts';

/** How words stand in a line: between blanks and these characters; `quotes` are passed over, as a shell takes them off. */
export interface WordForm {
  readonly separators: string;
  readonly quotes: string;
}

/** Words of a shell. A quote does not hold a word together here: an assignment's value is many words of a command line. */
export const shellWords: WordForm = { separators: ';()|&<>{}', quotes: '"\'`\\' };
/** Words within the strings of a line. */
export const stringWords: WordForm = { separators: '"', quotes: '' };
/** Words of rEFInd's files, where a quote within quotes is doubled. */
export const quotedWords: WordForm = { separators: '', quotes: '"' };

/** The words of a part of a line; `at` tells where each character stands, so that one with quotes within can be replaced. */
export function splitWords(line: string, from: number, to: number, form: WordForm): readonly Argument[] {
  const words: Argument[] = [];
  let text = '';
  let at: number[] = [];
  let start = from;
  const finish = (end: number) => {
    const places = [...at, end];
    const placeOf = (offset: number) => places[offset];
    if (text !== '') words.push({ start, end, text, at: placeOf, quoted: text.length < end - start });
    text = '';
    at = [];
  };
  for (let index = from; index < to; index += 1) {
    const character = line.charAt(index);
    if (/[ \t\r\n\v\f]/.test(character) || form.separators.includes(character)) {
      finish(index);
      start = index + 1;
    } else if (!form.quotes.includes(character)) {
      text += character;
      at.push(index);
    }
  }
  finish(to);
  return words;
}

/**
 * What is to be replaced in words that may be arguments of a command line, assignments of devices (`RESUME=UUID=x`), both
 * (`CMDLINE=root=UUID=x`), or devices alone. What would need quotes stays.
 */
export function wordEdits(
  line: string,
  words: readonly Argument[],
  rules: RootRules,
  ids: IdMap,
): readonly ArgumentEdit[] {
  return words.flatMap((word) => {
    const flags = prefixesOf(word.text).flatMap((at) => rootEdits(line, word, at, rules, spanInWord));
    const places = placesInWord(word.text);
    // Without a name before it, a device is what a program gets: a path stays one.
    const isAlone = places[0]?.start === 0 && places[0].end === word.text.length;
    const devices = placeEdits(line, word, places, isAlone ? withLinks(ids) : ids, spanInWord);
    return [
      ...flags,
      ...devices.filter((each) => !flags.some(({ start, end }) => start < each.end && each.start < end)),
    ];
  });
}

/** Names of the old disk in words that the map has nothing for. */
export function wordsLeft(words: readonly Argument[], ids: IdMap): readonly NameLeft[] {
  return words.flatMap((word) => namesLeft(word, placesInWord(word.text), ids));
}

/** Where devices stand in a word: as in an argument, behind `NAME=` or not; or between commas. */
export function placesInWord(word: string): readonly DevicePlace[] {
  const whole = placesInPiece(word, 0);
  if (whole.length > 0 || !word.includes(',')) return whole;
  let at = 0;
  return word.split(',').flatMap((piece) => {
    const places = placesInPiece(piece, at);
    at += piece.length + 1;
    return places;
  });
}

function placesInPiece(piece: string, from: number): readonly DevicePlace[] {
  for (const at of prefixesOf(piece)) {
    const rest = piece.slice(at);
    const start = from + at;
    const places = placesOf(rest);
    if (places.length > 0)
      return places.map((place) => ({ ...place, start: place.start + start, end: place.end + start }));
    if (isDeviceName(rest)) return [{ kind: 'device', start, end: start + rest.length }];
  }
  return [];
}

/** Where an argument may begin in a word: at its start, and behind `NAME=`, `NAME+=` or `NAME[KEY]=`, of which there are few. */
function prefixesOf(word: string): readonly number[] {
  const found = [0];
  const prefix = /-{0,2}[A-Za-z_][\w.-]*(?:\[[^\]]*\])?\+?=/y;
  while (found.length < 4 && prefix.test(word)) found.push(prefix.lastIndex);
  return found;
}

/** Whether a word is a device by its looks. */
export function isDeviceName(text: string): boolean {
  return /^(?:(?:UUID|PARTUUID|LABEL|PARTLABEL|ID)=|\/dev\/)./s.test(text);
}

/** Where a part of a word stands. Quotes within go with it when they are a pair there; otherwise it cannot be replaced. */
const spanInWord: SpanOf = (line, word, from, to) => {
  const start = word.at(from);
  const last = word.at(to - 1);
  if (start === undefined || last === undefined) return null;
  const inside = line.slice(start, last + 1);
  const quotes = inside.length === to - from ? [] : [...inside].filter((each) => `"'\`\\`.includes(each));
  let end = last + 1;
  if (quotes.length % 2 === 1) {
    if (quotes.length > 1 || line[end] !== quotes[0]) return null;
    end += 1;
  }
  return { start, end, written: (text) => (/^[\w.:/=+@%,~-]*$/.test(text) ? text : null) };
};
