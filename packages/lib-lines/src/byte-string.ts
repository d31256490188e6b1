/**
 * A text as the bytes of its UTF-8, one character a byte (Latin-1): what files are read and written as, so that bytes
 * which are no UTF-8 stay what they are.
 */
export function byteString(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Bytes as a text of one character each. */
export function bytesOf(chunk: Uint8Array): string {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
}

/** A copy of a text of bytes, to be remembered: a part of a longer text keeps all of that in memory. */
export function copied(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('latin1');
}

/** Bytes, one character each, as a text for people; what is no UTF-8 is shown as Latin-1. */
export function readableText(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? bytes : text;
}

function isAscii(text: string): boolean {
  return !/[^\0-\x7f]/.test(text);
}
