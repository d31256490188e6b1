import { closeSync } from 'node:fs';
import { openToRead, readFull } from './read-file.ts';
import { beginTurn } from './turn.ts';

/** Bytes that are compared at once. */
const chunkLength = 2 ** 18;

/**
 * Whether the files of each pair of paths have the same bytes. It is over at the first that differs. In turns with all else.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EIO
 * @throws {Error} the signal's reason
 */
export async function haveSameContent(
  pairs: Iterable<readonly [string, string]>,
  signal: AbortSignal,
): Promise<boolean> {
  const turn = beginTurn(signal);
  const [a, b] = [Buffer.allocUnsafe(chunkLength), Buffer.allocUnsafe(chunkLength)];
  for (const [one, other] of pairs) {
    const files = [openToRead(one)];
    try {
      files.push(openToRead(other));
      for (;;) {
        const [left, right] = [readFull(files[0] ?? -1, a), readFull(files[1] ?? -1, b)];
        if (left !== right || a.compare(b, 0, right, 0, left) !== 0) return false;
        if (left === 0) break;
        if (turn.isOver()) await turn.pause();
      }
    } finally {
      for (const file of files) closeSync(file);
    }
    if (turn.isOver()) await turn.pause();
  }
  return true;
}
