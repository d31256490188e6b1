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
 * @throws {IdMapError} FORM for what is no such object, EMPTY and FORM for a pair
 */
export function parseJsonMap(bytes: string, origin: string): readonly IdPair[] {
  return bytes.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const at = `${origin}, line ${index + 1}`;
    return idsOf(line, at).map((record) => {
      const [old, fresh] = [word(record, 'old'), word(record, 'new')];
      return pairOf([old, fresh], { old: 0, new: 1, count: 2 }, `${old} ${fresh}`, at);
    });
  });
}

function idsOf(line: string, at: string): readonly unknown[] {
  const fail = (why: string, options?: ErrorOptions) =>
    new IdMapError('FORM', line.trim(), `${at}: ${why}`, options);
  let group: unknown;
  try {
    group = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
  } catch (cause) {
    throw fail('no JSON, or cut off: a map is one JSON object on one line', { cause });
  }
  if (!isObject(group) || group['schema'] !== schema) throw fail(`no records of ${schema}`);
  const ids = group['ids'];
  if (!Array.isArray(ids)) throw fail('the list ids is missing');
  const wrong = ids.findIndex((id) => !isObject(id) || !isText(id['old']) || !isText(id['new']));
  if (wrong !== -1) throw fail(`ids[${wrong}] has no texts old and new`);
  return ids;
}

/** A text as the table has it; what is absent, and the empty text, are what pairOf refuses. */
function word(record: unknown, key: 'old' | 'new'): string {
  const text = isObject(record) ? record[key] : null;
  return typeof text === 'string' && text !== '' ? escaped(text) : '-';
}

/** As lib-record's escapeField: what ends a field and what a terminal obeys, as octal escapes of bytes; then as bytes. */
function escaped(text: string): string {
  const octal = (character: string) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return Buffer.from(text.replace(/[ #\\\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, octal)).toString('latin1');
}

function isText(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.isWellFormed());
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
