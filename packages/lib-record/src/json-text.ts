// What JSON.stringify leaves as it is and a terminal obeys: DEL and C1, separators of lines, directions of writing.
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const ascii = /^[ -~]*$/;

/** A value as JSON on one line in which every control character is escaped: names are untrusted on a terminal. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  if (ascii.test(text)) return text;
  return text.replace(unsafe, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as it stands in a message: as JSON, and cut when it is long, or has lists and objects in one another. */
export function shown(value: unknown): string {
  const text = jsonText(outlineOf(value, 0)) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 76)}…` : text;
}

/** As much of a value as can be shown: JSON.stringify goes as deep as the value does, and input has no bottom. */
function outlineOf(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, 100);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 3) return '…';
  if (Array.isArray(value)) return value.slice(0, 50).map((each) => outlineOf(each, depth + 1));
  const entries = Object.entries(value).slice(0, 50);
  return Object.fromEntries(entries.map(([key, each]) => [key.slice(0, 100), outlineOf(each, depth + 1)]));
}
