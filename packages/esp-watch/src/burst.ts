import { readFileSync } from 'node:fs';

/**
 * All watches of this process share one queue in the kernel. When it is full, events are dropped, and Node does not say
 * so: libuv passes over IN_Q_OVERFLOW (src/unix/linux.c, uv__inotify_read: no watch has its descriptor). But then as many
 * events as it holds arrive at once, before anything else is done; so they are counted.
 */
const listeners = new Set<() => void>();
let count = 0;
let limit: number | undefined;

/** Notes one event of inotify. */
export function countEvent(): void {
  count += 1;
  if (count > 1) return;
  limit ??= readLimit();
  setImmediate(() => {
    const isFull = count >= (limit ?? 0) / 2;
    count = 0;
    if (isFull) for (const listener of listeners) listener();
  });
}

/** Calls back whenever events may have been lost, until the function that it gives is called. */
export function onLoss(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** How many events the queue holds. The kernel reads it when the queue is made: by then, or a little before. */
function readLimit(): number {
  const text = readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8');
  return Number.parseInt(text, 10);
}
