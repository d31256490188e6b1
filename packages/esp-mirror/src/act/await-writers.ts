import { setTimeout } from 'node:timers/promises';
import { readWriters, type Writer } from '../gather/read-writers.ts';

/** Seconds between two looks, which are at a few processes only. */
const between = 0.2;

/**
 * Waits until none of these processes has its file open for writing any more, or patience is at an end.
 *
 * @param root directory of the files
 * @throws {Error} the signal's reason, when it comes first
 */
export async function awaitWriters(
  root: string,
  writers: readonly Writer[],
  { isLeft, signal }: { readonly isLeft: () => boolean; readonly signal: AbortSignal },
): Promise<void> {
  const paths = [...new Set(writers.map(({ path }) => path))];
  const pids = [...new Set(writers.map(({ pid }) => pid))];
  do await setTimeout(between * 1000, undefined, { signal });
  while (isLeft() && readWriters(root, paths, pids).length > 0);
}
