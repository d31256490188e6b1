import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import { Readable, type Writable } from 'node:stream';
import { errorCode } from '@twinroot/lib-failure';
import { createOutput, type Output } from '../act/output.ts';
import { isTerminal } from './terminal.ts';

/** What a command was started with. Tests make their own. */
export interface Surroundings {
  /** The command line without the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard input, opened when records are read and not before: an open one keeps the process alive. */
  readonly stdin: () => Readable;
  readonly stdinIsTerminal: () => boolean;
  /** Whether somebody may write to standard input: it is a pipe or a file, and neither a terminal nor /dev/null, nor closed. */
  readonly stdinIsConnected: () => boolean;
  readonly stdout: Output;
  readonly stdoutIsTerminal: () => boolean;
  /** Whether the reader of standard output has taken all that was written; true where that cannot be known. */
  readonly outputIsTaken: () => boolean;
  readonly stderr: Output;
  readonly stderrIsTerminal: boolean;
  /** How wide that terminal is now, in characters; what most are where it does not say. */
  readonly stderrColumns: () => number;
  /** What a child that runs in the place of the command has as standard input: the process's own, or another stream. */
  readonly childStdin: 'inherit' | (() => Readable);
  /** The same for standard output. */
  readonly childStdout: 'inherit' | Writable;
  /** Standard error goes to the journal, which reads a priority at the beginning of each line. */
  readonly stderrIsJournal: boolean;
  /** Whether it may look at all of a machine. */
  readonly isRoot: () => boolean;
  /** Aborted when the command is to end; the reason is an error that says by what. */
  readonly signal: AbortSignal;
}

/** The surroundings of this process. */
export function processSurroundings(args: readonly string[], signal: AbortSignal): Surroundings {
  const stdout = createOutput(1, () => process.stdout);
  return {
    args,
    env: process.env,
    stdin: standardInput,
    stdinIsTerminal: () => isTerminal(0),
    stdinIsConnected,
    stdout,
    stdoutIsTerminal: () => isTerminal(1),
    outputIsTaken: () => outputIsTaken(stdout),
    childStdin: 'inherit',
    childStdout: 'inherit',
    stderr: createOutput(2, () => process.stderr),
    stderrIsTerminal: isTerminal(2),
    stderrColumns: () => process.stderr.columns || 80, // a serial line says 0
    stderrIsJournal: isJournal(process.env['JOURNAL_STREAM'], 2),
    isRoot: () => process.geteuid?.() === 0,
    signal,
  };
}

function stdinIsConnected(): boolean {
  try {
    return !fstatSync(0).isCharacterDevice();
  } catch (error) {
    if (errorCode(error) === 'EBADF') return false;
    throw error;
  }
}

/**
 * Standard input, of which nothing is read before it is asked for. What process.stdin takes out of a pipe beforehand
 * would look to the one who writes it as if it were being worked on: groups that nobody needs any more would pile up.
 */
function standardInput(): Readable {
  const kind = fstatSync(0);
  if (kind.isFile() || kind.isDirectory()) return fileInput();
  if (!kind.isFIFO() && !kind.isSocket()) return process.stdin;
  const readable = new Readable({
    highWaterMark: 0,
    read: () => void pipe.resume(),
    destroy: (error, done) => {
      pipe.destroy();
      done(error);
    },
  });
  const callback = (length: number, buffer: Uint8Array) => {
    readable.push(Buffer.from(buffer.subarray(0, length)));
    pipe.pause();
    return false;
  };
  const options = { fd: 0, readable: true, writable: false, manualStart: true };
  const pipe = new Socket({ ...options, onread: { buffer: Buffer.alloc(2 ** 16), callback } });
  pipe.on('end', () => readable.push(null));
  pipe.on('error', (error) => readable.destroy(error));
  return readable;
}

/**
 * A file is read at once, not through Node's threads, and in pieces whose texts V8 does not move about in its memory (it
 * does below 128 KiB). Of a directory, process.stdin would make an empty input.
 */
function fileInput(): Readable {
  return new Readable({
    read() {
      try {
        const buffer = Buffer.allocUnsafe(2 ** 18);
        const length = readSync(0, buffer);
        this.push(length === 0 ? null : buffer.subarray(0, length));
      } catch (error) {
        this.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

/**
 * A pipe does not tell its writer how much of it is unread (ioctl(2) FIONREAD would, and Node has none). So what is unread
 * is read here, and put back: until that, a reader finds nothing and waits.
 */
function outputIsTaken(stdout: Output): boolean {
  if (!fstatSync(1).isFIFO()) return true;
  const unread = readUnread();
  if (unread.length > 0) stdout.write(unread);
  return unread.length === 0;
}

function readUnread(): Buffer {
  const chunks: Buffer[] = [];
  let pipe: number | undefined;
  try {
    pipe = openSync('/proc/self/fd/1', constants.O_RDONLY | constants.O_NONBLOCK);
    for (;;) {
      const chunk = Buffer.alloc(2 ** 16);
      const length = readSync(pipe, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
    }
  } catch (error) {
    const code = errorCode(error);
    // EAGAIN: nothing more in it. The others: no /proc, or not allowed.
    if (code !== 'EAGAIN' && code !== 'ENOENT' && code !== 'EACCES') throw error;
    return Buffer.concat(chunks);
  } finally {
    if (pipe !== undefined) closeSync(pipe);
  }
}

/**
 * Whether a file descriptor is the journal's socket: JOURNAL_STREAM holds its device and inode number in decimal,
 * and is inherited by children that write elsewhere (systemd.exec(5)).
 */
export function isJournal(journalStream: string | undefined, descriptor: number): boolean {
  if (journalStream === undefined) return false;
  const { dev, ino } = fstatSync(descriptor, { bigint: true });
  return journalStream === `${dev}:${ino}`;
}
