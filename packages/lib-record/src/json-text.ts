// What JSON.stringify leaves as it is and a terminal obeys: DEL and C1, separators of lines, directions of writing.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const ascii = /^[ -~]*$/;

/** A value as JSON on one line in which every control character is escaped: names are untrusted on a terminal. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (ascii.test(text)) return text;
  return text.replace(unsafe, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as it stands in a message: as JSON, and cut when it is long. */
export function shown(value: unknown): string {
  const text = jsonText(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 76)}…` : text;
}
