import { join } from 'node:path/posix';
import { isMissing } from '@twinroot/lib-failure';
import type { Mount } from '@twinroot/lib-mountinfo';
import { nameOfPlace, type WatchedPlace, type WatchItem } from '../decide/watch-item.ts';
import { whatCounts } from '../decide/what-counts.ts';
import type { EventListener, EventSource, OpenSource } from './event-source.ts';
import { findPlace, type Origin, type PlaceFound } from './find-place.ts';
import { readFingerprint } from './fingerprint.ts';
import { watchArrivals } from './watch-arrivals.ts';
import { watchPath } from './watch-path.ts';

/** What is needed to watch. */
export interface Surveyor {
  readonly sysroot: string;
  readonly open: (item: WatchItem, counts: (path: string) => boolean) => OpenSource;
  readonly signal: AbortSignal;
}

/** What is reported of an item. */
export interface ItemListener {
  readonly changed: () => void;
  /** All of it is there, or why it is not. */
  readonly present: (missing: string | null) => void;
  readonly failed: (error: Error, name: string) => void;
}

/** Watches one item. */
export interface Observation {
  /** Looks whether what is watched is still what is there, and sets up again what is not, or everything. */
  refresh(everything?: boolean): Promise<void>;
  /** Resolves when everything that happened before the call has been reported. */
  drained(): Promise<void>;
  /** What tells one state of it from another; null when it cannot be looked at now, or nobody waits for it any more. */
  fingerprint(): Promise<string | null>;
  /** Whether nothing can change in it, because it is mounted nowhere. */
  isAsleep(): boolean;
  /** Whether it comes and goes by itself. */
  isAutomounted(): boolean;
  /** The mount that it is on, of a tree; null while it is not there. */
  mount(): Mount | null;
  close(): Promise<void>;
}

type There = Extract<PlaceFound, { kind: 'there' }>;

interface Open {
  readonly found: There;
  readonly source: EventSource;
}

/** Begins to observe; nothing is watched before the first refresh. */
export function observe(item: WatchItem, surveyor: Surveyor, listener: ItemListener): Observation {
  const { sysroot } = surveyor;
  const counts = whatCounts(item);
  const openSource = surveyor.open(item, counts);
  const opened = new Map<WatchedPlace, Open>();
  const asleep = new Set<WatchedPlace>();
  const origins = new Map<WatchedPlace, Origin>();
  const mirrors = watchArrivals(
    item.mirrors.map((path) => join(sysroot, path)),
    listener.changed,
  );
  const arrivals = new Map<WatchedPlace, { close(): void }>();
  let queue: Promise<void> = Promise.resolve();
  /** The look that has not begun: those that are asked for meanwhile are the same. */
  let next: { everything: boolean; done: Promise<void> } | null = null;
  let wasMissing = false;
  let closed = false;

  async function refresh(everything: boolean): Promise<void> {
    if (closed) return;
    let isNew = false;
    let isSame = false;
    let missing: string | null = null;
    for (const place of item.places) {
      const before = opened.get(place);
      let found = await findPlace(sysroot, place, origins.get(place) ?? null);
      const isKept = found.kind === 'there' && found.identity === before?.found.identity;
      if (isKept && !everything) continue;
      opened.delete(place);
      await before?.source.close();
      awaitArrival(place, found.kind);
      // It may have come before its arrival was waited for.
      if (found.kind === 'absent') found = await findPlace(sysroot, place, origins.get(place) ?? null);
      if (found.kind === 'there') {
        found = await watch(place, found);
        if (isKept) isSame = true;
        else isNew = true;
      }
      if (found.kind === 'asleep') asleep.add(place);
      else asleep.delete(place);
      if (found.kind === 'absent') missing = `${nameOfPlace(place)}: ${found.why}`;
    }
    if (isNew || missing !== null || wasMissing) listener.present(missing);
    wasMissing = missing !== null;
    // Nothing else is there, but events may be missing.
    if (isSame) listener.changed();
  }

  async function watch(place: WatchedPlace, found: There): Promise<PlaceFound> {
    const source = await openSource(found.directory, listenerFor(place)).catch(nullWhenGone);
    if (source === null) return { kind: 'absent', why: 'does not exist or is not mounted' };
    opened.set(place, { found, source });
    if (place.kind === 'tree') origins.set(place, { real: found.real, volume: found.mount });
    return found;
  }

  /** Its parent tells when something is put at a path. Of an automount nothing is watched: that would mount it. */
  function awaitArrival(place: WatchedPlace, kind: PlaceFound['kind']): void {
    arrivals.get(place)?.close();
    arrivals.delete(place);
    if (place.kind === 'device' || kind === 'asleep') return;
    arrivals.set(
      place,
      watchPath(`${sysroot === '/' ? '' : sysroot}${place.path}`, () => again(place)),
    );
  }

  function again(place: WatchedPlace): void {
    later(true).catch((error: unknown) => listener.failed(toError(error), nameOfPlace(place)));
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

  function listenerFor(place: WatchedPlace): EventListener {
    return {
      changed: listener.changed,
      replaced: () => again(place),
      lost: () => again(place),
      failed: (error) => listener.failed(error, nameOfPlace(place)),
    };
  }

  return {
    refresh: (everything = false) => later(everything),
    async drained() {
      for (const { source } of opened.values()) await source.drained?.();
    },
    async fingerprint() {
      const prints: string[] = [];
      for (const place of item.places) {
        const found = opened.get(place)?.found;
        if (found === undefined) return null;
        const print = await readFingerprint(found.directory, counts, surveyor.signal);
        if (print === null) return null;
        prints.push(print);
      }
      return prints.join(' ');
    },
    isAsleep: () => asleep.size > 0,
    isAutomounted: () => asleep.size > 0 || [...opened.values()].some(({ found }) => found.isAutomounted),
    mount: () => [...opened.values()][0]?.found.mount ?? null,
    async close() {
      closed = true;
      await queue;
      mirrors.close();
      for (const arrival of arrivals.values()) arrival.close();
      for (const { source } of opened.values()) await source.close();
      opened.clear();
    },
  };
}

/** It went away while it was about to be watched, which its parent reports. */
function nullWhenGone(error: unknown): null {
  if (isMissing(error)) return null;
  throw error;
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
