import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { type CpioFile, compressionOf, createCpioReader } from '../decide/cpio.ts';

/** Texts are smaller; a firmware or a module that is passed over names no disk. */
const mostBytes = 256 * 1024;
const piece = 2 ** 20;

/** The programs that unpack; each reads its standard input and writes its standard output. */
const programs = {
  gzip: ['gzip', '-dc'],
  zstd: ['zstd', '-dc'],
  xz: ['xz', '-dc'],
  lzma: ['xz', '--format=lzma', '-dc'],
  bzip2: ['bzip2', '-dc'],
  lz4: ['lz4', '-dc'],
  lzop: ['lzop', '-dc'],
} as const;

/** What is read of an initrd, and how. */
export interface InitrdReading {
  /** Gets small files. */
  readonly onFile?: (file: CpioFile) => void;
  /** Gets the path of everything in it. */
  readonly onName?: (path: string) => void;
  /** Where it is in its file, in bytes; absent: it is all of it. */
  readonly part?: { readonly at: number; readonly length: number };
  readonly signal?: AbortSignal;
}

/**
 * Reads an initrd, all archives in it, plain and compressed ones.
 *
 * @returns why it could not be looked into to its end, as a clause; null when it could
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO
 * @throws {ToolError} ABORT
 */
export async function readInitrdFiles(path: string, reading: InitrdReading): Promise<string | null> {
  const { signal } = reading;
  const packed = readPlain(path, reading);
  if (packed === null) return null;
  const compression = compressionOf(packed);
  if (compression === null) return 'is no cpio archive, and not compressed in a known way';
  const [program, ...args] = programs[compression];
  const reader = readerOf(reading);
  let isEnded = false;
  try {
    await runTool(program, args, {
      input: packed,
      timeoutSeconds: 600,
      ...(signal && { signal }),
      onBytes: (bytes) => {
        if (!isEnded) isEnded = reader.push(bytes) !== null;
      },
    });
    return null;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === 'ABORT') throw error;
    if (error.code === 'ENOENT') return `cannot be looked into without ${program}`;
    // Zeros behind its end make gzip's status 2, and are no matter to the kernel.
    return compression === 'gzip' && error.status === 2 ? null : `cannot be unpacked: ${error.message}`;
  }
}

/** Reads the archives that are not compressed; what is behind them, or null when there is nothing. */
function readPlain(path: string, reading: InitrdReading): Buffer | null {
  const reader = readerOf(reading);
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const { at: start, length } = reading.part ?? { at: 0, length: size };
    const end = Math.min(start + length, size);
    for (let at = start; at < end; at += piece) {
      const bytes = Buffer.alloc(Math.min(piece, end - at));
      readSync(file, bytes, 0, bytes.length, at);
      const rest = reader.push(bytes);
      if (rest === null) continue;
      const more = Buffer.alloc(end - at - bytes.length);
      readSync(file, more, 0, more.length, at + bytes.length);
      return Buffer.concat([rest, more]);
    }
    return null;
  } finally {
    closeSync(file);
  }
}

function readerOf({ onFile, onName }: InitrdReading) {
  return createCpioReader(onFile === undefined ? -1 : mostBytes, onFile ?? (() => undefined), onName);
}
