import { closeSync, openSync, readSync } from 'node:fs';

/** One entry of a recording; sectors of 512 bytes, counted on the whole disk. */
export type LogEntry =
  | { readonly kind: 'write'; readonly sector: number; readonly data: Buffer; readonly isForced: boolean }
  /** All writes before it are on the disk. */
  | { readonly kind: 'flush' }
  | { readonly kind: 'discard'; readonly sector: number; readonly sectors: number };

const magic = 0x6a736677736872n;
const flags = { flush: 1n, forced: 2n, discard: 4n } as const;

/**
 * Reads a recording of QEMU's blklogwrites, entry by entry.
 *
 * Source: QEMU block/blklogwrites.c; Linux Documentation/admin-guide/device-mapper/log-writes.rst, whose format it is.
 *
 * @throws {Error} when it is none, or ends within an entry
 */
export function* readWriteLog(path: string): Generator<LogEntry> {
  const file = openSync(path, 'r');
  try {
    const head = readAt(file, 0, 32);
    if (head.readBigUInt64LE(0) !== magic) throw new Error(`${path} is not a recording`);
    const entries = Number(head.readBigUInt64LE(16));
    const sectorSize = head.readUInt32LE(24);
    const scale = sectorSize / 512;
    let position = sectorSize;
    for (let count = 0; count < entries; count += 1) {
      const entry = readAt(file, position, 32);
      position += sectorSize;
      const sector = Number(entry.readBigUInt64LE(0)) * scale;
      const sectors = Number(entry.readBigUInt64LE(8)) * scale;
      const flag = entry.readBigUInt64LE(16);
      if ((flag & flags.flush) !== 0n) yield { kind: 'flush' };
      if ((flag & flags.discard) !== 0n) yield { kind: 'discard', sector, sectors };
      else if (sectors > 0) {
        yield {
          kind: 'write',
          sector,
          data: readAt(file, position, sectors * 512),
          isForced: (flag & flags.forced) !== 0n,
        };
        position += sectors * 512;
      }
    }
  } finally {
    closeSync(file);
  }
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  if (readSync(file, buffer, 0, length, position) !== length) throw new Error('the recording ends early');
  return buffer;
}
