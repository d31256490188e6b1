/** What is wrong with a table of mounts: a line that no kernel writes, or no file at all. */
export type MountinfoErrorCode = 'MALFORMED' | 'READ';

/** A table of mounts that cannot be read. */
export class MountinfoError extends Error {
  readonly code: MountinfoErrorCode;
  /** Number of the line, from 1; null when the file itself is at fault. */
  readonly line: number | null;
  constructor(code: MountinfoErrorCode, message: string, detail: { line?: number; cause?: unknown } = {}) {
    super(message, { cause: detail.cause });
    this.name = 'MountinfoError';
    this.code = code;
    this.line = detail.line ?? null;
  }
}
