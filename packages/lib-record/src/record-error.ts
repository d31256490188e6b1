/**
 * What is wrong with records: HEADER no header line, or a wrong one; COLUMN unknown, missing or named twice; FIELD a row with
 * too few or too many fields; VALUE a value that its field refuses; JSON not a JSON object, or not of this shape; SCHEMA other
 * records than those expected; ESCAPE an octal escape that cannot be read; LINE a line that is not one of records; ENCODING not
 * UTF-8; SET records that are right one by one and not together.
 */
export type RecordErrorCode =
  | 'HEADER'
  | 'COLUMN'
  | 'FIELD'
  | 'VALUE'
  | 'JSON'
  | 'SCHEMA'
  | 'ESCAPE'
  | 'LINE'
  | 'ENCODING'
  | 'SET';

/** Where in the records something is wrong. */
export interface RecordPlace {
  /** Number of the line in the input, from 1. */
  readonly line?: number;
  /** Column or JSON key. */
  readonly field?: string;
}

/** Records that cannot be read, or columns that cannot be written. The message says what to do about it. */
export class RecordError extends Error {
  readonly code: RecordErrorCode;
  /** Number of the line in the input, from 1; null where there is none. */
  readonly line: number | null;
  /** Column or JSON key; null where all of the line is wrong. */
  readonly field: string | null;
  constructor(code: RecordErrorCode, message: string, place: RecordPlace = {}, options?: ErrorOptions) {
    super(place.line === undefined ? message : `line ${place.line}: ${message}`, options);
    this.name = 'RecordError';
    this.code = code;
    this.line = place.line ?? null;
    this.field = place.field ?? null;
  }
}
