import { IdMapError } from './id-map-error.ts';
import { type IdPair, pairOf } from './map-text.ts';

/** The records that disk-map writes; lib-record has the table of them. */
const schema = 'twinroot.id-map/1';

/** Whether the text of a map is JSON Lines: its first character that is not blank is a brace. */
export function isJsonMap(text: string): boolean {
  return /^\s*\{/.test(text);
}

/**
 * The pairs of a map that is JSON Lines, as `disk-map --json` writes them: one object a line, with the schema and the list
 * `ids`. They are what the same records are as a table.
 *
 * @param bytes the text, one character a byte
 * @param origin what the text is called in messages
 * @throws {IdMapError} FORM for what is not such an object, EMPTY and FORM for a pair
 */
export function parseJsonMap(bytes: string, origin: string): readonly IdPair[] {
  return bytes.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const at = `${origin}, line ${index + 1}`;
    return idsOf(line, at).map(({ old, new: fresh }) => pairOfTexts(old, fresh, at));
  });
}

/**
 * The pair of two ids as records have them.
 *
 * @param origin what the record is called in messages
 * @throws {IdMapError} EMPTY and FORM
 */
export function pairOfTexts(old: string | null, fresh: string | null, origin: string): IdPair {
  const [oldWord, newWord] = [word(old), word(fresh)];
  const columns = { old: 0, new: 1, count: 2, areRecords: true };
  return pairOf([oldWord, newWord], columns, `${oldWord} ${newWord}`, origin);
}

interface Row {
  readonly old: string | null;
  readonly new: string | null;
}

function idsOf(line: string, at: string): readonly Row[] {
  const fail = (why: string, options?: ErrorOptions) =>
    new IdMapError('FORM', line.trim(), `${at}: ${why}`, options);
  let group: unknown;
  try {
    group = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
  } catch (cause) {
    throw fail('not JSON, or truncated: a map is one JSON object on one line', { cause });
  }
  if (!isObject(group) || group['schema'] !== schema) throw fail(`not records of ${schema}`);
  const ids = group['ids'];
  if (!Array.isArray(ids)) throw fail('the list ids is missing');
  return ids.map((id: unknown, index) => {
    const [old, fresh] = isObject(id) ? [textOf(id['old']), textOf(id['new'])] : [];
    if (old === undefined || fresh === undefined)
      throw fail(`ids[${index}] does not have the strings old and new`);
    return { old, new: fresh };
  });
}

/** A text as the table has it; what is absent, and the empty text, are what pairOf refuses. */
function word(text: string | null): string {
  return text === null || text === '' ? '-' : escaped(text);
}

/** As lib-record's escapeField: what ends a field and what a terminal obeys, as octal escapes of bytes; then as bytes. */
function escaped(text: string): string {
  const octal = (character: string) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return Buffer.from(text.replace(/[ #\\\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, octal)).toString('latin1');
}

function textOf(value: unknown): string | null | undefined {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' && value.isWellFormed() ? value : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
