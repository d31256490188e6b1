/** A part of a text and what comes in its place. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with its edits applied at once; every other character is kept. Edits do not overlap; they may be in any order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const [only, second] = edits;
  if (only === undefined) return text;
  if (second === undefined) return text.slice(0, only.start) + only.text + text.slice(only.end);
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
