import { type DeviceId, linkDirectories, parseId, withoutQuotes } from './device-id.ts';
import { IdMapError, type IdMapErrorCode } from './id-map-error.ts';
import { isLongUuid } from './id-spellings.ts';

/** An old id and the new one for it. */
export interface IdPair {
  readonly old: DeviceId;
  readonly new: DeviceId;
  /** As the map has them, but for quotes. */
  readonly oldText: string;
  readonly newText: string;
  /**
   * Whether it is a record of disk-map, which are all ids of two disks: of these a text names a few. What somebody wrote into a map is
   * meant to be found.
   */
  readonly isOffered: boolean;
}

/** Where the columns of a map are. */
interface Columns {
  readonly old: number;
  readonly new: number;
  readonly count: number;
  /** Whether it is a table of records. */
  readonly areRecords: boolean;
}

const plainColumns: Columns = { old: 0, new: 1, count: 2, areRecords: false };

/**
 * The pairs of a map: lines `OLD NEW` with blanks between. Empty lines and lines that begin with `#` are none; where such a
 * line names the columns OLD and NEW (`#KIND OLD NEW`), these are read and others are not. A blank in an id is written `\040`.
 *
 * @param origin what the text is called in messages
 * @throws {IdMapError} EMPTY and FORM, with the line
 */
export function parseMap(text: string, origin: string): readonly IdPair[] {
  const pairs: IdPair[] = [];
  let columns = plainColumns;
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t\r]+/).filter((word) => word !== '');
    const [first] = words;
    if (first === undefined) continue;
    if (first.startsWith('#')) columns = columnsOf(line) ?? columns;
    else pairs.push(pairOf(words, columns, line.trim(), `${origin}, line ${index + 1}`));
  }
  return pairs;
}

/**
 * One pair, `OLD NEW`.
 *
 * @throws {IdMapError} EMPTY and FORM
 */
export function parsePair(text: string, origin: string): IdPair {
  const words = text.split(/[ \t\r\n]+/).filter((word) => word !== '');
  return pairOf(words, plainColumns, text, origin);
}

/** A header as records have it begins with the first column; one that somebody wrote may have a blank before that. */
function columnsOf(header: string): Columns | null {
  const names = header
    .replace('#', ' ')
    .split(/[ \t\r]+/)
    .filter((name) => name !== '');
  const [old, fresh] = [names.indexOf('OLD'), names.indexOf('NEW')];
  if (old === -1 || fresh === -1) return null;
  return { old, new: fresh, count: names.length, areRecords: /^#[A-Z]/.test(header) };
}

/**
 * The pair that a line's words are.
 *
 * @param written the line, for messages
 * @throws {IdMapError} EMPTY and FORM
 */
export function pairOf(words: readonly string[], columns: Columns, written: string, origin: string): IdPair {
  const fail = (code: IdMapErrorCode, why: string) =>
    new IdMapError(code, written, `${origin}: '${written}' ${why}`);
  if (words.length > columns.count)
    throw fail('FORM', `has more than an old id and a new one; a blank in an id is written \\040`);
  const [oldWord = '', newWord = ''] = [words[columns.old], words[columns.new]];
  const [old, fresh] = [parseId(oldWord), parseId(newWord)];
  if (old === null)
    throw fail('FORM', `has an unknown tag; known tags are ${Object.keys(linkDirectories).join(', ')}`);
  if (old.value === '' || oldWord === '-') throw fail('EMPTY', 'has no old id');
  // `-` and `""` are how records write an absent value and an empty one.
  if (newWord === '-' || fresh?.value === '') throw fail('EMPTY', 'has no new id');
  if (fresh === null)
    throw fail('FORM', `has an unknown tag; known tags are ${Object.keys(linkDirectories).join(', ')}`);
  if (isCut(old, fresh)) throw fail('FORM', 'ends in the middle of the new id');
  const texts = { oldText: plainText(oldWord), newText: plainText(newWord) };
  return { old, new: fresh, ...texts, isOffered: columns.areRecords };
}

/** Short ids of blkid: FAT's, an MBR partition's, NTFS', and the date of an ISO 9660 file system. */
const shortId = /^(?:[0-9a-f]{4}-[0-9a-f]{4}|[0-9a-f]{8}-[0-9a-f]{2}|[0-9a-f]{16}|\d{4}(?:-\d\d){6})$/i;

/** Whether a new id is the beginning of a UUID where the old one is whole: a map that was cut. */
function isCut(old: DeviceId, fresh: DeviceId): boolean {
  if (!isLongUuid(old.value) || isLongUuid(fresh.value) || shortId.test(fresh.value)) return false;
  return /^[0-9a-f]{8}-[0-9a-f-]{0,26}$/i.test(fresh.value);
}

/** `PARTUUID="x"` as `PARTUUID=x`: quotes are the file's that is rewritten, not the map's. */
function plainText(word: string): string {
  const [, tag, value] = /^([A-Z]+=)(.*)$/s.exec(word) ?? [];
  return tag === undefined || value === undefined ? withoutQuotes(word) : tag + withoutQuotes(value);
}
