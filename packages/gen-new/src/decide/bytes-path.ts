/**
 * A path for the system, out of one whose characters are bytes: names need not be UTF-8.
 *
 * @param directory absolute, as text
 * @param below one character each byte; empty: the directory itself
 */
export function bytesPath(directory: string, below: string): Buffer {
  return Buffer.concat([Buffer.from(directory), Buffer.from(below === '' ? '' : `/${below}`, 'latin1')]);
}

/** A path as text; null: it is no UTF-8. */
export function textPath(path: Buffer): string | null {
  const text = path.toString();
  return Buffer.from(text).equals(path) ? text : null;
}

/** A path whose characters are bytes, for people. */
export function shownPath(below: string): string {
  const bytes = Buffer.from(below, 'latin1');
  return textPath(bytes) ?? bytes.toString();
}
