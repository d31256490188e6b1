/**
 * The longest line that is looked at, in bytes. A kernel command line has 4096 at most (COMMAND_LINE_SIZE); what is longer
 * than this is not a line of a text that anybody boots with, and must not cost memory.
 */
export const longestLine = 2 ** 20;

/** A part of a text: complete lines, or a piece of one that is longer than `longestLine`. */
export interface Piece {
  readonly text: string;
  readonly isComplete: boolean;
}

/** Cuts a text that arrives in chunks into pieces; joined, they are the text. */
export interface LineCutter {
  push(chunk: string): readonly Piece[];
  /** What is left: the last line, when it has no newline. */
  end(): readonly Piece[];
}

/** A line cutter. It holds one line that is not complete yet, and of a longer one than `longest` nothing. */
export function createLineCutter(longest = longestLine): LineCutter {
  let rest = '';
  let inLong = false;

  function push(chunk: string): readonly Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    if (inLong) {
      at = chunk.indexOf('\n') + 1;
      if (at === 0) return [{ text: chunk, isComplete: false }];
      pieces.push({ text: chunk.slice(0, at), isComplete: false });
      inLong = false;
    }
    const last = chunk.lastIndexOf('\n') + 1;
    if (last > at) {
      // Joined, because what + gives is looked through slowly.
      pieces.push({ text: [rest, chunk.slice(at, last)].join(''), isComplete: true });
      rest = '';
      at = last;
    }
    rest += chunk.slice(at);
    if (rest.length > longest) {
      pieces.push({ text: rest, isComplete: false });
      rest = '';
      inLong = true;
    }
    return pieces;
  }

  return {
    push,
    end: () => (rest === '' ? [] : [{ text: rest, isComplete: true }]),
  };
}

/**
 * Rewrites a text line by line; what `change` does not change is kept to the byte.
 *
 * @param first the number of the first line
 * @param change gets a line without its end (`\n`, `\r\n`, or nothing), its number and its end, and gives what stands for both, or
 * null to keep them. Lines longer than `longestLine` are kept unseen.
 * @param where a global pattern: lines without a match are kept unseen
 * @param tooLong hears of lines that are kept because they are too long
 * @returns the text, and the number of the line behind it
 */
export function mapLines(
  text: string,
  first: number,
  change: (line: string, number: number, end: string) => string | null,
  where?: RegExp,
  tooLong?: (number: number) => void,
): { readonly text: string; readonly next: number } {
  const parts = createParts();
  let kept = 0;
  let number = first;
  let start = 0;
  while (start < text.length) {
    const line = where === undefined ? start : lineOfMatch(text, start, where);
    number += newlinesIn(text, start, line);
    start = line;
    if (start === text.length) break;
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    const bare = newline === -1 ? next : newline;
    const end = bare > start && text.charCodeAt(bare - 1) === 13 ? bare - 1 : bare;
    const seen = end - start <= longestLine;
    if (!seen) tooLong?.(number);
    const changed = seen ? change(text.slice(start, end), number, text.slice(end, next)) : null;
    if (changed !== null) {
      if (kept < start) parts.push(text.slice(kept, start));
      parts.push(changed);
      kept = next;
    }
    start = next;
    number += 1;
  }
  if (kept === 0) return { text, next: number };
  parts.push(text.slice(kept));
  return { text: parts.join(), next: number };
}

/** Where the line begins in which a global pattern matches next; the end of the text when none does. */
function lineOfMatch(text: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  return match ? Math.max(from, text.lastIndexOf('\n', match.index) + 1) : text.length;
}

/** Splitting counts faster than looking for one after the other. */
function newlinesIn(text: string, from: number, to: number): number {
  return from === to ? 0 : text.slice(from, to).split('\n').length - 1;
}

/** Parts of a text. They are joined now and then: many small ones that live long cost more than all else here. */
function createParts(): { push(part: string): void; join(): string } {
  const joined: string[] = [];
  let parts: string[] = [];
  return {
    push: (part) => {
      if (parts.push(part) < 256) return;
      joined.push(parts.join(''));
      parts = [];
    },
    join: () => joined.join('') + parts.join(''),
  };
}
