/** EMPTY: an id or its value is missing; FORM: it is no pair of ids; CONFLICT: an old id has two new ones. */
export type IdMapErrorCode = 'EMPTY' | 'FORM' | 'CONFLICT';

/** A map of ids that cannot be meant. */
export class IdMapError extends Error {
  readonly code: IdMapErrorCode;
  /** The pair as it is written. */
  readonly pair: string;
  constructor(code: IdMapErrorCode, pair: string, message: string) {
    super(message);
    this.name = 'IdMapError';
    this.code = code;
    this.pair = pair;
  }
}
