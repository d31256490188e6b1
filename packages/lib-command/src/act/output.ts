import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { errorCode } from '@twinroot/lib-failure';
import { isMemoryDevice } from '../gather/terminal.ts';

/** Where a command writes to: as much of a Writable as is needed for that, and each Writable is one. */
export interface Output {
  /** Writes a text in UTF-8, or bytes, and then tells how that ended. */
  write(chunk: string | Uint8Array, done?: (error?: Error | null) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  listenerCount(event: 'error'): number;
}

/**
 * Standard output or standard error of this process. What a file or a pipe takes at once is written at once, without Node's streams,
 * which take longer to load than most commands to work. Anything else, and what goes wrong, is for the stream, from then on.
 *
 * @param stream gives process.stdout or process.stderr, whose getters make it
 */
export function createOutput(descriptor: number, stream: () => Writable): Output {
  // Undefined until something is written.
  let place: number | null | undefined;
  const listeners: ((error: Error) => void)[] = [];
  let used: Writable | null = null;
  const use = (): Writable => {
    if (used !== null) return used;
    used = stream();
    for (const listener of listeners) used.on('error', listener);
    return used;
  };
  return {
    write: (chunk, done = () => undefined) => {
      if (place === undefined) place = placeOf(descriptor);
      if (place === null || used !== null) return use().write(chunk, done);
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      const written = writeNow(place, bytes);
      if (written < bytes.length) return use().write(bytes.subarray(written), done);
      // Never before write() has come to its end, as with any stream.
      return process.nextTick(done);
    },
    on: (event, listener) => {
      if (used !== null) return used.on(event, listener);
      return listeners.push(listener);
    },
    listenerCount: (event) => used?.listenerCount(event) ?? listeners.length,
  };
}

/** The number of an open file that can be written without ever waiting; null for one that cannot. */
function placeOf(descriptor: number): number | null {
  try {
    const found = fstatSync(descriptor);
    if (found.isFile() || (found.isCharacterDevice() && isMemoryDevice(found))) return descriptor;
    if (!found.isFIFO()) return null;
    // Opened anew, because O_NONBLOCK would be set for all who have the same open file.
    const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    return openSync(`/proc/self/fd/${descriptor}`, flags);
  } catch {
    return null; // without /proc, or without the right to open it
  }
}

/** How many bytes were written before it had to wait, or failed: the stream will find out why. */
function writeNow(place: number, bytes: Uint8Array): number {
  let written = 0;
  try {
    while (written < bytes.length) {
      const length = writeSync(place, bytes, written);
      if (length === 0) break;
      written += length;
    }
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
  return written;
}
