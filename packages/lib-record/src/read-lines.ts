import { RecordError } from './record-error.ts';

/** A line without its newline. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Longest line that is read, in UTF-16 code units: input without newlines must not fill the memory. */
export const longestLine = 1024 * 1024;

/**
 * The lines of a stream of UTF-8, each as soon as its newline is there; what follows the last newline is a line too, unless
 * it is empty. A character may be split between two chunks.
 *
 * @throws {RecordError} ENCODING for what is not UTF-8, LINE for a line that is too long
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array | string>): AsyncGenerator<Line> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let number = 1;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decode(decoder, number, chunk);
    let begin = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', begin)) {
      yield { text: whole(rest + text.slice(begin, end), number), number };
      rest = '';
      number += 1;
      begin = end + 1;
    }
    rest = whole(rest + text.slice(begin), number);
  }
  rest += decode(decoder, number);
  if (rest !== '') yield { text: rest, number };
}

function decode(decoder: InstanceType<typeof TextDecoder>, line: number, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new RecordError('ENCODING', 'not UTF-8: records are text', { line }, { cause });
  }
}

function whole(text: string, line: number): string {
  if (text.length <= longestLine) return text;
  throw new RecordError('LINE', `longer than ${longestLine} characters: these are no records`, { line });
}
