import { readFileSync } from 'node:fs';

const listeners = new Set<() => void>();
let count = 0;
let limit = Number.POSITIVE_INFINITY;

/**
 * Calls back whenever events of inotify may have been lost, until the function that it returns is called. It must be called
 * before the first watch is set, since the kernel reads its limit when the queue is made.
 *
 * All watches of this process share one queue. When it is full, events are dropped, and Node does not report it: libuv passes
 * over IN_Q_OVERFLOW (src/unix/linux.c, uv__inotify_read: no watch has its descriptor). But then as many events as it
 * holds arrive at once, before anything else is done; so they are counted.
 */
export function onLoss(listener: () => void): () => void {
  if (limit === Number.POSITIVE_INFINITY) limit = readLimit();
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Counts one event of inotify. */
export function countEvent(): void {
  count += 1;
  if (count > 1) return;
  setImmediate(() => {
    const isFull = count >= limit / 2;
    count = 0;
    if (isFull) for (const listener of [...listeners]) listener();
  });
}

/** How many events the queue holds. */
function readLimit(): number {
  return Number.parseInt(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'), 10);
}
