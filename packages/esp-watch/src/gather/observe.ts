import { statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import type { WatchedDirectory, WatchItem } from '../decide/watch-item.ts';
import { whatCounts } from '../decide/what-counts.ts';
import type { EventListener, EventSource, OpenSource } from './event-source.ts';
import { readFingerprint } from './fingerprint.ts';
import { watchPath } from './watch-path.ts';

/** What is needed to watch. */
export interface Surveyor {
  readonly sysroot: string;
  /** What is mounted at this path, in a text that is another one when something else is; null: nothing. */
  readonly mountedAt: (path: string) => Promise<string | null>;
  readonly open: (item: WatchItem, counts: (path: string) => boolean) => OpenSource;
  readonly signal: AbortSignal;
}

/** What is reported of an item. */
export interface ItemListener {
  readonly changed: () => void;
  readonly present: (present: boolean) => void;
  readonly failed: (error: Error, root: string) => void;
}

/** Watches one item. */
export interface Observation {
  /** Looks whether what is watched is still what is there, and sets up again what is not, or everything. */
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
export function observe(item: WatchItem, surveyor: Surveyor, listener: ItemListener): Observation {
  const counts = whatCounts(item);
  const openSource = surveyor.open(item, counts);
  const opened = new Map<WatchedDirectory, Open>();
  const arrivals = new Map<WatchedDirectory, { close(): void }>();
  let queue: Promise<void> = Promise.resolve();
  /** The look that has not begun: those that are asked for meanwhile are the same. */
  let next: { everything: boolean; done: Promise<void> } | null = null;
  let closed = false;

  async function refresh(everything: boolean): Promise<void> {
    if (closed) return;
    let isNew = false;
    let isThere = true;
    for (const directory of item.directories) {
      const root = join(surveyor.sysroot, directory.path);
      if (!opened.has(directory)) awaitArrival(directory, root);
      const identity = await identify(directory, surveyor);
      const before = opened.get(directory);
      isThere &&= identity !== null;
      if (!everything && before !== undefined && before.identity === identity) continue;
      if (before === undefined && identity === null) continue;
      opened.delete(directory);
      await before?.source.close();
      isNew = true;
      if (identity === null) continue;
      const source = await openSource(root, listenerFor(root)).catch(nullWhenGone);
      if (source === null) isThere = false;
      else opened.set(directory, { identity, source });
    }
    if (isNew) listener.present(isThere);
    else if (!isThere) listener.present(false);
  }

  function awaitArrival(directory: WatchedDirectory, root: string): void {
    arrivals.get(directory)?.close();
    arrivals.set(
      directory,
      watchPath(root, () => again(root, true)),
    );
  }

  function again(root: string, everything: boolean): void {
    listener.changed();
    later(everything).catch((error: unknown) => listener.failed(toError(error), root));
  }

  function later(everything: boolean): Promise<void> {
    if (next !== null) {
      next.everything ||= everything;
      return next.done;
    }
    const own = { everything, done: Promise.resolve() };
    next = own;
    own.done = queue.then(() => {
      next = null;
      return refresh(own.everything);
    });
    // One that failed was reported, and stops no later one.
    queue = own.done.catch(() => undefined);
    return own.done;
  }

  function listenerFor(root: string): EventListener {
    return {
      changed: listener.changed,
      replaced: () => again(root, true),
      lost: () => again(root, true),
      failed: (error) => listener.failed(error, root),
    };
  }

  return {
    refresh: (everything = false) => later(everything),
    async fingerprint() {
      const prints: string[] = [];
      for (const directory of item.directories) {
        const print = await readFingerprint(join(surveyor.sysroot, directory.path), counts, surveyor.signal);
        if (print === null) return null;
        prints.push(print);
      }
      return prints.join(' ');
    },
    async close() {
      closed = true;
      await queue;
      for (const arrival of arrivals.values()) arrival.close();
      for (const { source } of opened.values()) await source.close();
      opened.clear();
    },
  };
}

/** What is at a path, in a text that is another one when something else is; null: nothing that is to be watched. */
async function identify(
  { path, isMount }: WatchedDirectory,
  { sysroot, mountedAt }: Surveyor,
): Promise<string | null> {
  if (isMount) {
    // Nothing is asked of the directory itself before: that would make an automount mount.
    const mount = await mountedAt(path);
    if (mount === null) return null;
    return `${mount} ${directoryAt(join(sysroot, path))}`;
  }
  return directoryAt(join(sysroot, path));
}

/** It went away while it was about to be watched, which its parent reports. */
function nullWhenGone(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

function directoryAt(path: string): string | null {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isDirectory() ? `${stat.dev}:${stat.ino}` : null;
  } catch (error) {
    // A disk that was pulled out, or a path through what is not a directory now.
    const code = errorCode(error);
    if (code === 'EIO' || code === 'ENOTDIR' || code === 'ENODEV') return null;
    throw error;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
