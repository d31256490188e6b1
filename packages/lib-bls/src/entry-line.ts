/** A `key value` line: where its value stands, without the blanks around it. */
export interface KeyLine {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Bytes, one character each. Not `\s`: that has 0xA0, which is a part of characters in UTF-8. A carriage return ends a line, too.
 * Source: systemd src/boot/boot.c (line_get_key_value), UAPI.1 Boot Loader Specification.
 */
export const keyLinePattern = '^[ \\t]*([^ \\t\\r\\n#][^ \\t\\r\\n]*)[ \\t]+([^ \\t\\r\\n][^\\r\\n]*)';

const pattern = new RegExp(keyLinePattern);

/** A line of a Type #1 entry; null for comments, empty lines and keys without a value. */
export function parseKeyLine(line: string): KeyLine | null {
  const [whole, key = '', value = ''] = pattern.exec(line) ?? [];
  if (whole === undefined) return null;
  return { key, start: whole.length - value.length, end: valueEnd(whole) };
}

/** Where a text ends without the blanks at its end. */
export function valueEnd(text: string): number {
  let end = text.length;
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end -= 1;
  return end;
}
