import { shown } from './json-text.ts';
import { RecordError, type RecordPlace } from './record-error.ts';
import type { Field, FieldValue } from './table.ts';

/**
 * A value, when its field allows it; undefined counts as absent.
 *
 * Strings are well-formed Unicode; integers are from 0 to 2^53-1, numbers finite.
 *
 * @param name what the message calls it: a column, or a key with the way to it
 * @throws {RecordError} VALUE
 */
export function checkValue(field: Field, value: unknown, name: string, line?: number): FieldValue {
  if (value === null || value === undefined) {
    if (field.nullable) return null;
    throw refuse('is absent, but required');
  }
  if (field.type === 'string') {
    if (!isText(value)) throw refuse('must be a string');
    if (field.values && !field.values.includes(value))
      throw refuse(`must be one of ${field.values.join(', ')}`);
    return value;
  }
  if (field.type === 'strings') {
    if (!isListOfTexts(value)) throw refuse('must be a list of strings');
    if (field.column !== undefined && value.length === 0) throw refuse('must have at least one string');
    return value;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse('must be a finite decimal number');
  if (field.type === 'integer' && !(Number.isSafeInteger(value) && value >= 0)) {
    throw refuse(`must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}`);
  }
  return value;

  function refuse(why: string): RecordError {
    const place: RecordPlace = { field: field.column ?? field.key, ...(line === undefined ? {} : { line }) };
    const what = value === null || value === undefined ? name : `${name} is ${shown(value)}, but`;
    return new RecordError('VALUE', `${what} ${why}`, place);
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.isWellFormed();
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
