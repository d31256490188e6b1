import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EventListener, EventSource, OpenSource } from './event-source.ts';
import { readFingerprint } from './fingerprint.ts';
import type { Place, WatchItem } from './watch-item.ts';
import { whatCounts } from './what-counts.ts';

/** What is needed to watch. */
export interface Surveyor {
  readonly sysroot: string;
  /** What is mounted at this path, in a text that is another one when something else is; null: nothing. */
  readonly mountedAt: (path: string) => Promise<string | null>;
  readonly open: (item: WatchItem, counts: (path: string) => boolean) => OpenSource;
  readonly signal: AbortSignal;
}

/** What is told of an item. */
export interface Told {
  readonly changed: () => void;
  readonly present: (present: boolean) => void;
  readonly failed: (error: Error, root: string) => void;
}

/** Watches one item. */
export interface Observation {
  /** Looks whether what is watched is still what is there, and sets up anew what is not, or everything. */
  refresh(everything?: boolean): Promise<void>;
  /** What tells one state of it from another; null when it is not there, or nobody waits for it any more. */
  fingerprint(): Promise<string | null>;
  close(): Promise<void>;
}

interface Open {
  readonly identity: string;
  readonly source: EventSource;
}

/** Begins to observe; nothing is watched before the first refresh. */
export function observe(item: WatchItem, surveyor: Surveyor, told: Told): Observation {
  const counts = whatCounts(item);
  const openSource = surveyor.open(item, counts);
  const opened = new Map<Place, Open>();
  let queue = Promise.resolve();
  let closed = false;

  async function refresh(everything: boolean): Promise<void> {
    if (closed) return;
    let isNew = false;
    let isThere = true;
    for (const place of item.places) {
      const identity = await identify(place, surveyor);
      const before = opened.get(place);
      isThere &&= identity !== null;
      if (!everything && before !== undefined && before.identity === identity) continue;
      if (before === undefined && identity === null) continue;
      opened.delete(place);
      await before?.source.close();
      isNew = true;
      if (identity === null) continue;
      const root = join(surveyor.sysroot, place.path);
      opened.set(place, { identity, source: await openSource(root, listenerFor(root)) });
    }
    if (isNew) told.present(isThere);
    else if (!isThere) told.present(false);
  }

  function later(everything: boolean): Promise<void> {
    queue = queue.then(() => refresh(everything));
    return queue;
  }

  function listenerFor(root: string): EventListener {
    const again = (everything: boolean) => {
      told.changed();
      later(everything).catch((error: unknown) => told.failed(toError(error), root));
    };
    return {
      changed: told.changed,
      replaced: () => again(true),
      lost: () => again(true),
      failed: (error) => told.failed(error, root),
    };
  }

  return {
    refresh: (everything = false) => later(everything),
    async fingerprint() {
      const prints: string[] = [];
      for (const place of item.places) {
        const print = await readFingerprint(join(surveyor.sysroot, place.path), counts, surveyor.signal);
        if (print === null) return null;
        prints.push(print);
      }
      return prints.join(' ');
    },
    async close() {
      closed = true;
      await queue.catch(() => undefined);
      for (const { source } of opened.values()) await source.close();
      opened.clear();
    },
  };
}

/** What is at a place, in a text that is another one when something else is; null: nothing that is to be watched. */
async function identify({ path, isMount }: Place, { sysroot, mountedAt }: Surveyor): Promise<string | null> {
  if (isMount) {
    // Nothing is asked of the directory itself before: that would make an automount mount.
    const mount = await mountedAt(path);
    if (mount === null) return null;
    return `${mount} ${directoryAt(join(sysroot, path))}`;
  }
  return directoryAt(join(sysroot, path));
}

function directoryAt(path: string): string | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isDirectory() ? `${stat.dev}:${stat.ino}` : null;
  } catch (error) {
    // A disk that was pulled out, or a path through what is no directory now.
    if (
      error instanceof Error &&
      'code' in error &&
      ['EIO', 'ENOTDIR', 'ENODEV'].includes(String(error.code))
    )
      return null;
    throw error;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
