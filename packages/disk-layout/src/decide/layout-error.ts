/** A dump that cannot be read, or partitions that have no room. */
export class LayoutError extends Error {
  /** DAMAGED: it is no complete dump; UNKNOWN: what the caller names is not in it; TOO_SMALL: the disk has no room. */
  readonly code: 'DAMAGED' | 'UNKNOWN' | 'TOO_SMALL';
  /** Line of the dump, from 1; null where it is not one line's fault. */
  readonly line: number | null;
  constructor(code: LayoutError['code'], line: number | null, why: string) {
    super(line === null ? why : `line ${line}: ${why}`);
    this.name = 'LayoutError';
    this.code = code;
    this.line = line;
  }
}

/** A dump that is damaged at a line. */
export function damaged(line: number, why: string): LayoutError {
  return new LayoutError('DAMAGED', line, why);
}
