/** READ: a file cannot be read; EMPTY: an id or its value is missing; FORM: it is not a pair of ids; CONFLICT: an old id has two new ones. */
export type IdMapErrorCode = 'READ' | 'EMPTY' | 'FORM' | 'CONFLICT';

/** A map of ids that cannot be meant. */
export class IdMapError extends Error {
  readonly code: IdMapErrorCode;
  /** The pair as it is written, or the file. */
  readonly pair: string;
  constructor(code: IdMapErrorCode, pair: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IdMapError';
    this.code = code;
    this.pair = pair;
  }
}
