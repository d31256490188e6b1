import { RecordError } from './record-error.ts';

/** A line without its newline. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Longest line that is read, in bytes, where a table says nothing else: input without newlines must not fill the memory. */
export const longestLine = 1024 * 1024;

const newline = 0x0a;

/**
 * The lines of a stream of UTF-8, each as soon as its newline is there; what follows the last newline is a line too, unless
 * it is empty. Lines are cut out as bytes and decoded one by one: a character may be split between two chunks, and a wrong
 * byte does not reach the lines before it.
 *
 * @param longest in bytes
 * @throws {RecordError} ENCODING for what is not UTF-8, LINE for a line that is too long
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array | string>,
  longest = longestLine,
): AsyncGenerator<Line> {
  // A byte order mark is not a blank: it stays, and is refused by whoever reads the line.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let begun: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > longest)
      throw new RecordError('LINE', `longer than ${longest} bytes: these are not records`, { line: number });
    if (piece.length > 0) begun.push(piece);
  };
  const ended = (): Line => {
    const [only = new Uint8Array(0)] = begun;
    const bytes = begun.length > 1 ? Buffer.concat(begun) : only;
    begun = [];
    length = 0;
    try {
      return { text: decoder.decode(bytes), number };
    } catch (cause) {
      throw new RecordError('ENCODING', 'not UTF-8: records are text', { line: number }, { cause });
    }
  };
  for await (const chunk of chunks) {
    const bytes = typeof chunk === 'string' ? encoded(chunk, number) : chunk;
    let begin = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, begin)) {
      add(bytes.subarray(begin, end));
      yield ended();
      number += 1;
      begin = end + 1;
    }
    // A copy: whoever gave the chunk may fill it again.
    add(bytes.slice(begin));
  }
  if (length > 0) yield ended();
}

function encoded(text: string, line: number): Uint8Array {
  if (text.isWellFormed()) return new TextEncoder().encode(text);
  throw new RecordError('ENCODING', 'a lone surrogate: records are text', { line });
}
