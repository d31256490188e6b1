import type { Readable } from 'node:stream';
import { wrong } from '../decide/command-error.ts';
import type { CommandSpec } from '../spec.ts';
import type { Surroundings } from './surroundings.ts';

/** Standard input of a filter. */
export interface ByteReader {
  readBytes(): AsyncIterable<Uint8Array>;
  /** Lets go of standard input, which would keep the process alive. */
  release(): void;
}

/** Reads standard input as it is, which is not opened before the first bytes are asked for. None at all are fine. */
export function createByteReader(
  { filters }: CommandSpec,
  { stdin, stdinIsTerminal }: Pick<Surroundings, 'stdin' | 'stdinIsTerminal'>,
  signal: AbortSignal,
): ByteReader {
  let opened: Readable | undefined;

  async function* readBytes(): AsyncIterable<Uint8Array> {
    if (stdinIsTerminal()) {
      const expected = filters
        ? `expected ${filters.text} on standard input`
        : 'expected a text on standard input';
      throw wrong(`${expected}, but it is a terminal: ${filters ? `try ${filters.call}` : 'see --help'}`);
    }
    signal.throwIfAborted();
    const input = stdin();
    opened = input;
    const stop = () => input.destroy(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      yield* input;
    } catch (cause) {
      if (signal.aborted || !isReadError(cause)) throw cause;
      throw wrong('cannot read standard input', { cause });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  return { readBytes, release: () => opened?.destroy() };
}

/** Whether an error came of reading: standard input may be a directory. */
export function isReadError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'read';
}
