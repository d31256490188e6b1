/**
 * The longest line that is looked at, in bytes. A kernel command line has 4096 at most (COMMAND_LINE_SIZE); what is longer
 * than this is no line of a text that anybody boots with, and must not cost memory.
 */
export const longestLine = 2 ** 20;

/** A part of a text: whole lines, or a piece of one that is longer than `longestLine`. */
export interface Piece {
  readonly text: string;
  readonly whole: boolean;
}

/** Cuts a text that arrives in chunks into pieces; joined, they are the text. */
export interface LineCutter {
  push(chunk: string): readonly Piece[];
  /** What is left: the last line, when it has no newline. */
  end(): readonly Piece[];
}

/** A line cutter. It holds one line that is not whole yet, and of a longer one than `longest` nothing. */
export function createLineCutter(longest = longestLine): LineCutter {
  let rest = '';
  let inLong = false;

  function push(chunk: string): readonly Piece[] {
    const pieces: Piece[] = [];
    let at = 0;
    if (inLong) {
      at = chunk.indexOf('\n') + 1;
      if (at === 0) return [{ text: chunk, whole: false }];
      pieces.push({ text: chunk.slice(0, at), whole: false });
      inLong = false;
    }
    const last = chunk.lastIndexOf('\n') + 1;
    if (last > at) {
      pieces.push({ text: rest + chunk.slice(at, last), whole: true });
      rest = '';
      at = last;
    }
    rest += chunk.slice(at);
    if (rest.length > longest) {
      pieces.push({ text: rest, whole: false });
      rest = '';
      inLong = true;
    }
    return pieces;
  }

  return {
    push,
    end: () => (rest === '' ? [] : [{ text: rest, whole: true }]),
  };
}

/**
 * Rewrites a text line by line; what `change` does not change is kept to the byte.
 *
 * @param first the number of the first line
 * @param change gets a line without its end (`\n`, `\r\n`, or nothing), its number and its end, and gives what stands for both, or
 * undefined to keep them. Lines longer than `longestLine` are kept unseen.
 */
export function mapLines(
  text: string,
  first: number,
  change: (line: string, number: number, end: string) => string | undefined,
): string {
  let result = '';
  let kept = 0;
  let number = first;
  for (let start = 0; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    const bare = newline === -1 ? next : newline;
    const end = bare > start && text.charCodeAt(bare - 1) === 13 ? bare - 1 : bare;
    const changed =
      end - start > longestLine ? undefined : change(text.slice(start, end), number, text.slice(end, next));
    if (changed !== undefined) {
      result += text.slice(kept, start) + changed;
      kept = next;
    }
    start = next;
  }
  return kept === 0 ? text : result + text.slice(kept);
}
