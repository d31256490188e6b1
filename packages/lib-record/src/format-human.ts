import { checkValue } from './check-value.ts';
import { type Column, defaultColumns } from './columns.ts';
import type { TableForm } from './format-table.ts';
import { sizeText } from './size-text.ts';
import type { AnyRecord, FieldValue, RecordTable } from './table.ts';

/** A line of words is broken before this column, whatever the terminal: the same bytes everywhere. */
const width = 80;
const indent = '    ';

/**
 * A group of records for people: columns with two blanks between them, sizes in units of 1024 bytes, texts as they are but for
 * what a terminal would obey. What says why, or what to do, follows its record in lines of its own. No command reads it.
 *
 * @throws {RecordError} VALUE for a value that its field refuses
 */
export function formatHuman(table: RecordTable, records: readonly AnyRecord[], form: TableForm = {}): string {
  const columns = form.columns ?? defaultColumns(table);
  const [beside, apart] = [false, true].map((is) =>
    columns.filter((one) => (one.apart !== undefined) === is),
  );
  const rows = records.map((record) => (beside ?? []).map((column) => cell(column, record)));
  const head = (beside ?? []).map(({ column }) => column);
  const isNumber = (beside ?? []).map(({ type }) => type === 'integer' || type === 'number');
  const all = form.header === false ? rows : [head, ...rows];
  const widths = head.map((_, index) => Math.max(...all.map((row) => lengthOf(row[index] ?? '')), 0));
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => {
        const blanks = ' '.repeat((widths[index] ?? 0) - lengthOf(text));
        return isNumber[index] ? blanks + text : text + blanks;
      })
      .join('  ')
      .trimEnd();
  const heading = form.header === false ? [] : [line(head)];
  const lines = records.flatMap((record, index) => [
    line(rows[index] ?? []),
    ...(apart ?? []).flatMap((column) => linesOf(column, record)),
  ]);
  return [...heading, ...lines].map((text) => `${text}\n`).join('');
}

function cell(column: Column, record: AnyRecord): string {
  const value = valueIn(column, record);
  if (value === null) return '-';
  if (typeof value === 'number') return isSize(column) ? sizeText(value) : String(value);
  const text = typeof value === 'string' ? value : value.join(', ');
  return text === '' ? '""' : readable(text);
}

function valueIn(column: Column, record: AnyRecord): FieldValue {
  return checkValue(column, record[column.key], column.column);
}

/** A clause, broken between words, or a command in one line. */
function linesOf(column: Column, record: AnyRecord): readonly string[] {
  const value = valueIn(column, record);
  if (value === null || value === '') return [];
  const text = readable(typeof value === 'object' ? value.join(', ') : String(value));
  const begin = `${indent}${column.column.toLowerCase()}:`;
  if (column.apart === 'command') return [`${begin} ${text}`];
  const lines: string[] = [];
  let last = begin;
  for (const word of text.split(' ')) {
    if (lengthOf(`${last} ${word}`) > width) {
      lines.push(last);
      last = `${indent.repeat(2)}${word}`;
    } else last = `${last} ${word}`;
  }
  return [...lines, last];
}

/** Keys say it: `size`, `bytes_copied`. */
function isSize({ key }: Column): boolean {
  return /(?:^|_)(?:bytes|size)(?:_|$)/.test(key);
}

/** A text without what a terminal obeys, each such character as the octal escapes of its bytes. */
function readable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (character) =>
    Array.from(new TextEncoder().encode(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join(
      '',
    ),
  );
}

function lengthOf(text: string): number {
  return [...text].length;
}
