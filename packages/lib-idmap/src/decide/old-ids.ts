import { isUuid, linkDirectories } from './device-id.ts';
import {
  isLongUuid,
  isPhysicalVolumeId,
  type Spelling,
  type SpellingForm,
  spellingsOf,
} from './id-spellings.ts';
import type { IdPair } from './map-text.ts';
import { escapeUnitPath } from './unit-path.ts';

/** An old id of a map, found in a text. */
export interface FoundId {
  readonly pair: IdPair;
  readonly start: number;
  readonly end: number;
  /** How it is spelt there; of a UUID alone, or of an id with its tag or path. */
  readonly form: SpellingForm;
}

/** Finds old ids wherever they stand in a text, as complete tokens. */
export interface OldIdFinder {
  /** Whether there may be one, or a name that the map knows: a quick look, which errs on the side of yes only. */
  mayHave(text: string): boolean;
  /** The same as a global pattern. */
  readonly pattern: RegExp;
  /** A pattern of what may be the value of an old id as the map spells it, or has an escape. */
  readonly values: RegExp;
  find(text: string): readonly FoundId[];
}

/**
 * A finder of old ids, for what no rule reads: comments, other options, paths. A UUID is found whatever stands before it
 * (`/EFI/Pop_OS-UUID/linux`) and in all its spellings, but not as the beginning or the end of a longer one; of a label only the
 * tag with it.
 *
 * @param most UUIDs that patterns name one by one; where there are more, what has the form of a UUID is looked up
 */
export function createOldIdFinder(pairs: readonly IdPair[], most = 64): OldIdFinder {
  const byText = new Map<string, Spelling & { readonly pair: IdPair }>();
  for (const pair of pairs)
    for (const spelling of textsOf(pair)) byText.set(spelling.text.toLowerCase(), { ...spelling, pair });
  if (byText.size === 0) return { mayHave: () => false, pattern: nothing, values: nothing, find: () => [] };
  const isMany = pairs.filter(({ old }) => isLongUuid(old.value)).length > most;
  const patternsOf = (all: readonly string[]) => {
    const byForm = new Map(all.map((text) => [text, isMany ? uuidForm(text) : null]));
    const named = (is: (text: string) => boolean) =>
      all
        .filter((text) => byForm.get(text) === null && is(text))
        .toSorted((a, b) => b.length - a.length)
        .map(literal);
    // The longest first: one may begin with another.
    const forms = new Set([...byForm.values()].flatMap((form) => form ?? []));
    return [
      ...named((text) => text.length > longestUuid),
      ...forms,
      ...named((text) => text.length <= longestUuid),
    ];
  };
  const texts = patternsOf([...byText.keys()]);
  // Quotes and escapes may stand between a tag and its value, or within.
  const values = [...patternsOf([...new Set(pairs.map(({ old }) => old.value))]), '\\\\'];
  const quick = new RegExp([...new Set([...values, ...texts])].join('|'), 'i');
  const exact = new RegExp(texts.join('|'), 'gi');

  function find(text: string): readonly FoundId[] {
    const found: FoundId[] = [];
    // Not matchAll, which makes a pattern anew for each text: there are as many as lines.
    exact.lastIndex = 0;
    for (let match = exact.exec(text); match !== null; match = exact.exec(text)) {
      const known = byText.get(match[0].toLowerCase());
      const end = match.index + match[0].length;
      if (known && isWhole(text, match.index, end, known.form))
        found.push({ pair: known.pair, start: match.index, end, form: known.form });
    }
    return found;
  }
  return {
    mayHave: (text) => quick.test(text),
    pattern: new RegExp(quick, 'gi'),
    values: new RegExp(values.join('|'), 'i'),
    find,
  };
}

const nothing = /(?!)/g;

/** The forms of a UUID (inForm), as sources of patterns, and how long the longest is. */
const uuidForms = [
  '[0-9a-f]{8}(?:\\\\x2d[0-9a-f]{4}){3}\\\\x2d[0-9a-f]{12}',
  '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '[0-9a-f]{8}(?::[0-9a-f]{8}){3}',
  '[0-9a-f]{32}',
].map((source) => ({ source, whole: new RegExp(`^${source}$`, 'i') }));
const longestUuid = 48;

/** The pattern of the form that a UUID has; null: it is none. */
function uuidForm(text: string): string | null {
  return uuidForms.find(({ whole }) => whole.test(text))?.source ?? null;
}

/** A text as a regular expression for it. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function textsOf({ old, oldText }: IdPair): readonly Spelling[] {
  if (isUuid(old.value) || isPhysicalVolumeId(old.value)) return spellingsOf(old.value);
  const texts =
    old.kind === 'tag'
      ? [`${old.tag}=${old.value}`, `/dev/disk/${linkDirectories[old.tag]}/${old.value}`]
      : [oldText];
  return texts.flatMap((text): readonly Spelling[] => [
    { form: 'plain', text },
    ...(text.startsWith('/dev/') ? [{ form: 'escaped', text: escapeUnitPath(text) } as const] : []),
  ]);
}

/**
 * Of a long UUID a word with a dash may stand before it; of a short one (`6B7E-A837`) that would be a part of a longer one. In the
 * name of a unit a dash is a slash, and an escaped one a dash.
 */
function isWhole(text: string, start: number, end: number, form: SpellingForm): boolean {
  const before = text.slice(Math.max(0, start - 16), start);
  if (/^(?:-|\\x2d)?[0-9A-Za-z]/.test(text.slice(end, end + 5)) && form !== 'undashed') return false;
  if (/\\x2d(?:part)?uuid-$/.test(before)) return true;
  switch (form) {
    case 'escaped':
      return /\\x2d$/.test(before) ? end - start >= 32 : !/[0-9A-Za-z]$/.test(before);
    case 'undashed':
      return !/[0-9A-Za-z]$/.test(before) && !/^[0-9A-Za-z]/.test(text.slice(end, end + 1));
    default:
      return !([36, 38].includes(end - start) ? /[0-9A-Za-z]$/ : /[0-9A-Za-z]-?$/).test(before);
  }
}
