/** The code of an error, of Node's (errno(3): `ENOENT`) as of ours; null when it has none. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * Whether an error only says that a file is not there: ENOENT, or ENOTDIR, where one of the directories on the way to it is
 * a file.
 */
export function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
