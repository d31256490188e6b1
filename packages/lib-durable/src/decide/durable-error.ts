import { errorCode, failureText } from '@twinroot/lib-failure';

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
  constructor(
    code: DurableErrorCode,
    path: string,
    message: string,
    options?: ErrorOptions & { readonly errno?: string | null },
  ) {
    super(message, options);
    this.name = 'DurableError';
    this.code = code;
    this.path = path;
    this.errno = options?.errno ?? errorCode(options?.cause);
  }
}

/**
 * An error as a DurableError that has another path in its text: directories are worked on through open files, and reported under
 * the names by which they were opened.
 *
 * @param names what paths begin with, and what stands for it
 */
export function renamedError(error: unknown, path: string, names: ReadonlyMap<string, string>): DurableError {
  const [code, errno] =
    error instanceof DurableError ? [error.code, error.errno] : (['SYSTEM', errorCode(error)] as const);
  // Without its cause, whose text it has, but not as it was.
  return new DurableError(code, path, failureText(error, names), { errno });
}
