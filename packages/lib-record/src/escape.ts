import { shown } from './json-text.ts';
import { RecordError, type RecordPlace } from './record-error.ts';

// Most fields are ids, paths and words, and need neither a Unicode pattern nor an encoder.
const plain = /^[!"$-[\]-~]+$/;
const special = /[ #\\\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const forbidden = /[ #\p{Cc}\p{Zl}\p{Zp}]/u;
const backslash = 0x5c;

/**
 * A field as it stands in a table.
 *
 * As in fstab(5), blank, tab, newline, `#` and backslash are octal escapes of their bytes; so is every other character
 * that a terminal obeys (C0, DEL, C1, U+2028, U+2029, the directions of writing). null is `-`, the empty string `""`;
 * texts that look like these have their first character escaped.
 *
 * @throws {RecordError} ESCAPE for a text with a lone surrogate, which has no UTF-8.
 */
export function escapeField(text: string | null): string {
  if (text === null) return '-';
  if (text === '') return '""';
  if (text === '-' || text === '""') return `${octal(text.charAt(0))}${text.slice(1)}`;
  if (plain.test(text)) return text;
  if (!text.isWellFormed()) throw new RecordError('ESCAPE', `${shown(text)} is not well-formed Unicode`);
  return text.replace(special, octal);
}

/**
 * The text of a field of a table, null for `-`: what escapeField wrote.
 *
 * An escape is one byte, and the bytes together are UTF-8.
 *
 * @throws {RecordError} ESCAPE for a backslash without three octal digits up to 377, for bytes that are not UTF-8, and for
 * a character that must be escaped and is not.
 */
export function unescapeField(field: string, place: RecordPlace = {}): string | null {
  if (field === '-') return null;
  if (field === '""') return '';
  if (plain.test(field)) return field;
  const found = forbidden.exec(field)?.[0];
  if (found !== undefined) {
    throw new RecordError(
      'ESCAPE',
      `${shown(field)} must have ${shown(found)} written as ${octal(found)}`,
      place,
    );
  }
  if (!field.isWellFormed())
    throw new RecordError('ESCAPE', `${shown(field)} is not well-formed Unicode`, place);
  return field.includes('\\') ? decode(field, place) : field;
}

/**
 * A list of texts as it stands in a table: each escaped as a field of its own, with commas between them; a comma of a text is
 * `\054`. An empty list has no form: it is absent.
 *
 * @throws {RecordError} ESCAPE for a text with a lone surrogate, and for an empty list.
 */
export function escapeList(texts: readonly string[]): string {
  if (texts.length === 0) throw new RecordError('ESCAPE', 'an empty list cannot be written in a table');
  return texts.map((text) => escapeField(text).replaceAll(',', octal(','))).join(',');
}

/**
 * The texts of a list in a table, null for `-`: what escapeList wrote.
 *
 * @throws {RecordError} ESCAPE as unescapeField, and for an element that is absent or empty.
 */
export function unescapeList(field: string, place: RecordPlace = {}): readonly string[] | null {
  if (field === '-') return null;
  return field.split(',').map((element) => {
    const text = element === '' ? null : unescapeField(element, place);
    if (text !== null) return text;
    throw new RecordError('ESCAPE', `${shown(field)} has an absent element: an empty text is ""`, place);
  });
}

function octal(character: string): string {
  let escaped = '';
  for (const byte of new TextEncoder().encode(character)) escaped += `\\${byte.toString(8).padStart(3, '0')}`;
  return escaped;
}

function decode(field: string, place: RecordPlace): string {
  const written = new TextEncoder().encode(field);
  const bytes = new Uint8Array(written.length);
  let length = 0;
  for (let at = 0; at < written.length; length += 1) {
    const escaped = written[at] === backslash;
    bytes[length] = escaped
      ? escapedByte(field, written.subarray(at + 1, at + 4), place)
      : (written[at] ?? 0);
    at += escaped ? 4 : 1;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length));
  } catch (cause) {
    throw new RecordError('ESCAPE', `the escapes in ${shown(field)} are not valid UTF-8`, place, { cause });
  }
}

function escapedByte(field: string, digits: Uint8Array, place: RecordPlace): number {
  const [high = 0, middle = 0, low = 0] = digits;
  // 0x30 to 0x37 are the octal digits; the highest byte is \377.
  if (high >> 2 !== 0xc || middle >> 3 !== 6 || low >> 3 !== 6) {
    const why =
      'a backslash must be followed by three octal digits, 000 to 377, and is itself written as \\134';
    throw new RecordError('ESCAPE', `${shown(field)} has a broken escape: ${why}`, place);
  }
  return ((high & 3) << 6) | ((middle & 7) << 3) | (low & 7);
}
