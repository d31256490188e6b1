import { errorCode } from '@twinroot/lib-failure';

/**
 * Why a durable write failed; SYSTEM has the system's error as its cause, and its code in `errno`. READ_ONLY: the file system
 * turned so meanwhile.
 */
export type DurableErrorCode = 'CHANGED' | 'UNVERIFIED' | 'EXISTS' | 'READ_ONLY' | 'SYSTEM';

/** A write that did not become durable. What was there before is there still. */
export class DurableError extends Error {
  readonly code: DurableErrorCode;
  readonly path: string;
  /** The system's code, `ENOSPC` say, when there is one. */
  readonly errno: string | null;
  constructor(code: DurableErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DurableError';
    this.code = code;
    this.path = path;
    this.errno = errorCode(options?.cause);
  }
}
