/** READ, WRITE: the file cannot be read or written; NO_ROOM: it cannot for want of room; the others name what is malformed. */
export type EfivarErrorCode =
  | 'READ'
  | 'WRITE'
  | 'NO_ROOM'
  | 'SHORT'
  | 'UTF16'
  | 'LOAD_OPTION'
  | 'DEVICE_PATH';

/** An EFI variable that cannot be read, or whose bytes are not what the specification has. */
export class EfivarError extends Error {
  readonly code: EfivarErrorCode;
  /** Name of the variable, without its GUID. */
  readonly variable: string;
  /** Offset of the fault in the bytes of the value; null when it has none. */
  readonly offset: number | null;
  constructor(
    code: EfivarErrorCode,
    variable: string,
    message: string,
    detail: { offset?: number; cause?: unknown } = {},
  ) {
    super(`EFI variable ${variable}: ${message}`, { cause: detail.cause });
    this.name = 'EfivarError';
    this.code = code;
    this.variable = variable;
    this.offset = detail.offset ?? null;
  }
}
