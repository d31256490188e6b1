import { createLineCutter, type LineCutter, mapLines, type Piece } from './lines.ts';

/** What a line becomes: it gets a line without its end, its number from 1 and its end; null keeps the line. */
export type LineChange = (line: string, number: number, end: string) => string | null;

/** Rewrites a text that arrives in chunks (bytes, one character each); what it gives for them, joined, is the new one. */
export interface TextRewriter {
  push(chunk: string): string;
  /** The rest, when there is no more. */
  end(): string;
}

/**
 * A rewriter of a text line by line. Lines that are too long to be looked at are kept, and reported.
 *
 * @param where a global pattern: lines without a match are kept unseen
 * @param before gets complete lines, many at once, and gives what is looked at then: as many lines
 */
export function createLineRewriter(
  change: LineChange,
  tooLong: (number: number) => void,
  where?: RegExp,
  before?: (text: string) => string,
): TextRewriter {
  const cutter: LineCutter = createLineCutter();
  let number = 1;
  let inLong = false;

  function rewrite({ text, isComplete }: Piece): string {
    if (!isComplete) {
      if (!inLong) tooLong(number);
      inLong = !text.endsWith('\n');
      if (!inLong) number += 1;
      return text;
    }
    const result = mapLines(before ? before(text) : text, number, change, where, tooLong);
    number = result.next;
    return result.text;
  }

  const rewriteAll = (pieces: readonly Piece[]) => pieces.map(rewrite).join('');
  return { push: (chunk) => rewriteAll(cutter.push(chunk)), end: () => rewriteAll(cutter.end()) };
}
