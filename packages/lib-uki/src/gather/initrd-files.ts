import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { type CpioFile, compressionOf, createCpioReader } from '../decide/cpio.ts';
import { unpack } from './unpack.ts';

/** Texts are smaller; a firmware or a module that is passed over names no disk. */
const mostBytes = 256 * 1024;
const piece = 2 ** 20;
/** Of one that unpacks to more no machine comes up: it is unpacked into memory. */
const mostUnpacked = 4 * 2 ** 30;

/** The programs that unpack what Node does not; each reads its standard input and writes its standard output. */
const programs = {
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
  /** Bytes that it may unpack to at most; absent: 4 GiB. */
  readonly most?: number;
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
  const { signal, most = mostUnpacked } = reading;
  let packed = readPlain(path, reading);
  let left = most;
  while (packed !== null) {
    const compression = compressionOf(packed);
    if (compression === null) return 'is no cpio archive, and not compressed in a known way';
    const reader = readerOf(reading);
    let isEnded = false;
    const onBytes = (bytes: Buffer) => {
      left -= bytes.length;
      if (!isEnded) isEnded = reader.push(bytes) !== null;
    };
    if (compression !== 'gzip' && compression !== 'zstd')
      return unpackByProgram(programs[compression], packed, { onBytes, ...(signal && { signal }) });
    const end = await unpack(compression, packed, { onBytes, most: left, ...(signal && { signal }) });
    if (typeof end === 'string') return end;
    // What may be behind it is what may be at the beginning: zeros, and archives of either kind.
    packed = readerOf(reading).push(packed.subarray(end));
  }
  return null;
}

/** Unpacks all that is left by a program, which knows by itself where it ends. */
async function unpackByProgram(
  [program, ...args]: readonly [string, ...string[]],
  input: Buffer,
  given: { readonly onBytes: (bytes: Buffer) => void; readonly signal?: AbortSignal },
): Promise<string | null> {
  try {
    await runTool(program, args, { input, timeoutSeconds: 600, ...given });
    return null;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === 'ABORT') throw error;
    return error.code === 'ENOENT'
      ? `cannot be looked into without ${program}`
      : `cannot be unpacked: ${error.message}`;
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
