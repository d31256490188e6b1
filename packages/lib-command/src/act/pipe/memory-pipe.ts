import { Readable, Writable } from 'node:stream';

/** A pipe within this process. */
export interface MemoryPipe {
  readonly writer: Writable;
  readonly reader: Readable;
  /** What was written is all there is: the reader comes to an end. */
  end(): void;
  /** Nobody reads any more: the next write fails with EPIPE, and so does one that waits. */
  closeReader(): void;
  /** Whether the reader has taken all that was written. */
  isTaken(): boolean;
}

/** How many bytes are held before a writer waits, as in a pipe of Linux (pipe(7)). */
export const pipeCapacity = 2 ** 16;

/**
 * A pipe as the kernel's, for two commands that run in one process. The reader takes nothing before it is asked for; a write is
 * done when no more than `pipeCapacity` bytes are left unread, so that a writer is never far ahead of its reader.
 */
export function createMemoryPipe(): MemoryPipe {
  const held: Buffer[] = [];
  let unread = 0;
  let isEnded = false;
  let isClosed = false;
  let isWanted = false;
  let waiting: ((error?: Error) => void) | undefined;

  const finishWrite = (error?: Error) => {
    const done = waiting;
    waiting = undefined;
    done?.(error);
  };
  const give = () => {
    if (!isWanted || isClosed) return;
    const chunk = held.shift();
    if (chunk === undefined && !isEnded) return;
    isWanted = false;
    unread -= chunk?.length ?? 0;
    reader.push(chunk ?? null);
    if (unread <= pipeCapacity) finishWrite();
  };
  const closeReader = () => {
    isClosed = true;
    held.length = 0;
    unread = 0;
    if (waiting !== undefined) finishWrite(readerIsGone());
  };
  const reader = new Readable({
    highWaterMark: 0,
    // Not at once: within read(), Node would ask for a second piece together with the first one. And two commands that are never
    // idle would keep this process from its signals.
    read: () => {
      setImmediate(() => {
        isWanted = true;
        give();
      });
    },
    destroy: (error, done) => {
      closeReader();
      done(error);
    },
  });
  const writer = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isClosed) return done(readerIsGone());
      if (chunk.length === 0) return done();
      held.push(chunk);
      unread += chunk.length;
      waiting = done;
      give();
      if (unread <= pipeCapacity) finishWrite();
    },
    final: (done) => {
      isEnded = true;
      give();
      done();
    },
  });
  return {
    writer,
    reader,
    end: () => {
      if (!writer.destroyed) writer.end();
    },
    closeReader,
    isTaken: () => unread === 0 && writer.writableLength === 0,
  };
}

/** The error that write(2) gives then. */
function readerIsGone(): Error {
  return Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
}
