/**
 * Names in Linux are bytes, and need not be UTF-8. A path as bytes is a text of one character per byte (latin1), which is
 * lossless, and in memory as small as ASCII.
 */

/** What a path as bytes is called by functions of node:fs. */
export function fileOf(path: string): string | Buffer {
  return isAscii(path) ? path : Buffer.from(path, 'latin1');
}

/** A path as bytes, as text. What is not UTF-8 becomes U+FFFD. */
export function textOf(path: string): string {
  return isAscii(path) ? path : Buffer.from(path, 'latin1').toString('utf8');
}

/** A path in text, as bytes. */
export function bytesOf(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}
