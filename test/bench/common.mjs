// What more than one of the benchmarks beside it needs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The median of numbers; of an even count, the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Writes a file, and makes the directories above it. */
export function put(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** The bytes of a PE image of a size, filled with a byte. */
export function program(size, fill) {
  const bytes = Buffer.alloc(size, fill);
  // Headers that say nothing of sections and lengths.
  bytes.fill(0, 0, 0x400);
  bytes.write('MZ', 0, 'latin1');
  bytes.writeUInt32LE(0x80, 0x3c);
  bytes.write('PE\0\0', 0x80, 'latin1');
  return bytes;
}
