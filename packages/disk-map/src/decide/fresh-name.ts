/**
 * A name that nothing has yet, made from one: itself when it is free, else with the next number at its end that is. What comes
 * before the number is cut where the name would have more bytes than it may.
 *
 * @param most bytes of its UTF-8
 */
export function freshName(name: string, taken: ReadonlySet<string>, most: number): string {
  if (!taken.has(name) && sizeOf(name) <= most) return name;
  const [, beginning = '', digits = ''] = /^(.*?)(\d{0,9})$/s.exec(name) ?? [];
  for (let number = Number(digits) + 1; ; number += 1) {
    const fresh = cut(beginning, most - String(number).length) + String(number);
    if (!taken.has(fresh)) return fresh;
  }
}

/** Whole characters that have so many bytes together. */
function cut(text: string, most: number): string {
  let kept = '';
  for (const character of text) {
    if (sizeOf(kept + character) > most) break;
    kept += character;
  }
  return kept;
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
