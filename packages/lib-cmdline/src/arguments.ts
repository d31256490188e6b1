/** One argument of a kernel command line. */
export interface Argument {
  /** Where it stands, quotes included. */
  readonly start: number;
  readonly end: number;
  /** Without its double quotes. */
  readonly text: string;
  /** Where a character of `text` stands, by its offset there; of its length, where the last one ends. Undefined beyond. */
  at(offset: number): number | undefined;
  /** Whether it has double quotes. */
  readonly quoted: boolean;
}

/**
 * The arguments of a kernel command line: separated by white space that is not between double quotes. An open quote reaches to
 * the end, and nothing escapes a quote. What follows `--` goes to init, but initrds read it like the rest, and so does this.
 *
 * Source: Linux lib/cmdline.c (next_arg). The kernel itself leaves quotes inside of a value; initrds take them off.
 */
export function splitArguments(line: string): readonly Argument[] {
  const found: Argument[] = [];
  for (const { 0: raw, index } of line.matchAll(/(?:[^ \t\n\v\f\r"]+|"[^"]*"?)+/g)) {
    if (!raw.includes('"')) {
      found.push(new PlainArgument(raw, index));
      continue;
    }
    const at: number[] = [];
    let text = '';
    for (let offset = 0; offset < raw.length; offset += 1) {
      const character = raw.charAt(offset);
      if (character === '"') continue;
      text += character;
      at.push(index + offset);
    }
    at.push(at.length === 0 ? index : (at.at(-1) ?? index) + 1);
    found.push({
      start: index,
      end: index + raw.length,
      text,
      at: (offset) => at[offset],
      quoted: at.length - 1 < raw.length,
    });
  }
  return found;
}

/** One without quotes. Most are, and of few it is asked where each character stands. */
class PlainArgument implements Argument {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly quoted = false;
  constructor(text: string, start: number) {
    this.start = start;
    this.end = start + text.length;
    this.text = text;
  }

  at(offset: number): number | undefined {
    return offset >= 0 && offset <= this.text.length ? this.start + offset : undefined;
  }
}
