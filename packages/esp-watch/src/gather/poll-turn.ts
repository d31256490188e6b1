import { setImmediate } from 'node:timers/promises';

/**
 * Resolves when everything has been read that this process had to read at the time of the call: its own queue of inotify, up to
 * its end (libuv, uv__inotify_read), and up to 2 MiB from each child (uv__read, 32 times 64 KiB).
 */
export async function pollTurn(): Promise<void> {
  // The first one may be in the turn whose look at the files is over.
  await setImmediate();
  await setImmediate();
}
