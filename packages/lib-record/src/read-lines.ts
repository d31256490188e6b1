import { RecordError } from './record-error.ts';

/** A line without its newline. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Longest line that is read, in bytes: input without newlines must not fill the memory. */
export const longestLine = 1024 * 1024;

const newline = 0x0a;

/**
 * The lines of a stream of UTF-8, each as soon as its newline is there; what follows the last newline is a line too, unless
 * it is empty. Lines are cut out as bytes and decoded one by one: a character may be split between two chunks, and a wrong
 * byte does not reach the lines before it.
 *
 * @throws {RecordError} ENCODING for what is not UTF-8, LINE for a line that is too long
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  // A byte order mark is not a blank: it stays, and is refused by whoever reads the line.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest: Uint8Array = new Uint8Array(0);
  let number = 1;
  const decoded = (bytes: Uint8Array): Line => {
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
      yield decoded(joined(rest, bytes.subarray(begin, end), number));
      rest = new Uint8Array(0);
      number += 1;
      begin = end + 1;
    }
    // A copy: whoever gave the chunk may fill it again.
    rest = joined(rest, bytes.subarray(begin), number).slice();
  }
  if (rest.length > 0) yield decoded(rest);
}

function joined(rest: Uint8Array, more: Uint8Array, line: number): Uint8Array {
  if (rest.length + more.length > longestLine) {
    throw new RecordError('LINE', `longer than ${longestLine} bytes: these are not records`, { line });
  }
  if (rest.length === 0) return more;
  const both = new Uint8Array(rest.length + more.length);
  both.set(rest);
  both.set(more, rest.length);
  return both;
}

function encoded(text: string, line: number): Uint8Array {
  if (text.isWellFormed()) return new TextEncoder().encode(text);
  throw new RecordError('ENCODING', 'a lone surrogate: records are text', { line });
}
