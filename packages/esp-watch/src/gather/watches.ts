import { type Context, failed } from '@twinroot/lib-command';
import { mountIdentity, readMountTable } from '@twinroot/lib-mountinfo';
import { syncItemTable } from '@twinroot/lib-record';
import type { Engine } from '../act/engine.ts';
import { nameOfPlace, type WatchItem } from '../decide/watch-item.ts';
import type { spec } from '../spec.ts';
import { watchMounts } from './mount-events.ts';
import { type Observation, observe } from './observe.ts';
import { createSourceChoice, explained } from './source-choice.ts';

interface Watch {
  readonly item: WatchItem;
  readonly observation: Observation;
  /** What was there when it was last written; null: not known, so whatever is found is a change. */
  print: string | null;
  isThere: boolean;
}

/** All that is watched. */
export interface Watches {
  add(item: WatchItem): Promise<void>;
  /** The item as it is to be written now, remembered as written; null: it is not there any more, which is reported. */
  toWrite(key: string): Promise<WatchItem | null>;
  /** Reports a change when what is there is not what was written. */
  compare(key: string): Promise<void>;
  /** Has everything reported that happened up to now, as far as that takes no longer than a moment. */
  catchUp(): Promise<void>;
  /** Nothing that is watched can ever change: the machine does not run, and its directories are not there. */
  isHopeless(): boolean;
  close(): Promise<void>;
}

/** How long the last look may take, in milliseconds: whoever stops a service waits for it. */
const longestLook = 3000;

/** How often ESPs are looked at for changes that no event reported, where --rescan says nothing, in seconds. */
const usualRescan = 900;

/** Watches nothing yet. */
export function createWatches(context: Context<typeof spec>, engine: Engine): Watches {
  const { sysroot, message, options } = context;
  const watches = new Map<string, Watch>();
  const stop = new AbortController();
  const choice = createSourceChoice(message);
  let mountEvents: { stop(): Promise<void> } | null = null;
  let isLive = true;

  /** Seconds between two rescans. A tree may have a million files, and its events are all that a look would find. */
  function rescanOf({ kind }: WatchItem): number {
    const seconds = options.rescan ?? (kind === 'esp-set' ? usualRescan : 0);
    return seconds === 0 ? Number.POSITIVE_INFINITY : seconds;
  }

  /** Whether what was written is remembered: to compare costs a walk, now and at each write. */
  function isCompared({ item, observation: { isAutomounted } }: Watch): boolean {
    return item.kind === 'esp-set' || rescanOf(item) !== Number.POSITIVE_INFINITY || isAutomounted();
  }

  function found(item: WatchItem, missing: string | null): void {
    const watch = watches.get(item.key);
    const isThere = missing === null;
    if (watch !== undefined && watch.isThere !== isThere) {
      watch.isThere = isThere;
      if (isThere) message.info(`${namesOf(item)}: back, and watched again`);
      else message.warning(`${missing}; it will be watched when it is there`);
    }
    engine.tell({ kind: 'present', key: item.key, present: isThere || !isLive });
  }

  function observation(item: WatchItem): Observation {
    const surveyor = { sysroot, open: choice.open, signal: stop.signal };
    const listener = {
      changed: () => engine.tell({ kind: 'changed', key: item.key }),
      present: (missing: string | null) => found(item, missing),
      failed: (error: Error, name: string) => {
        if (choice.isFatal(error)) return engine.fail(explained(error, name));
        message.warning(`${name}: ${error.message}, watching it again`);
        const again = watches.get(item.key)?.observation.refresh(true);
        again?.catch((cause: unknown) => engine.fail(explained(cause, name)));
      },
    };
    return observe(item, surveyor, listener);
  }

  function startMountEvents(): void {
    if (mountEvents !== null || !isLive) return;
    const refreshAll = () => {
      for (const watch of watches.values()) refresh(watch).catch(engine.fail);
    };
    mountEvents = watchMounts(refreshAll, (error) =>
      message.warning(`mounts are noticed only every --rescan seconds: ${error.message}, ignoring`),
    );
  }

  async function refresh({ item, observation: each }: Watch): Promise<void> {
    try {
      await each.refresh();
    } catch (error) {
      throw explained(error, namesOf(item));
    }
  }

  function watchOf(key: string): Watch {
    const watch = watches.get(key);
    if (watch === undefined) throw new Error(`nothing is watched as ${key}`);
    return watch;
  }

  async function compare(key: string): Promise<void> {
    const watch = watchOf(key);
    await refresh(watch);
    if (!watch.isThere || watch.observation.isAsleep()) return;
    const before = watch.print;
    if (isCompared(watch)) {
      const print = await watch.observation.fingerprint();
      if (print === null || print === before || watches.get(key) !== watch) return;
    }
    message.debug(`${key}: changed, but no event reported it`);
    engine.tell({ kind: 'changed', key });
  }

  /** The records of an item, with what is known of it now. */
  function asItIs({ item, observation: each }: Watch): WatchItem {
    const mount = item.kind === 'sync-item' ? each.mount() : null;
    if (mount === null || item.table !== syncItemTable) return item;
    const source_mount = mountIdentity(mount);
    return { ...item, records: item.records.map((record) => ({ ...record, source_mount })) };
  }

  return {
    compare,
    async add(item) {
      isLive = (await readMountTable(sysroot)).live;
      const unknown = item.unknown[0] ?? (isLive ? undefined : item.places.find(isDevice)?.device);
      if (unknown !== undefined)
        throw failed(`${unknown} is not mounted, so there is nothing to watch: mount it`);
      const before = watches.get(item.key);
      await before?.observation.close();
      const watch: Watch = {
        item,
        observation: observation(item),
        print: before?.print ?? null,
        isThere: true,
      };
      watches.set(item.key, watch);
      startMountEvents();
      await refresh(watch);
      if (options['no-initial'] && isCompared(watch)) watch.print = await watch.observation.fingerprint();
      const interval = Math.max(options['min-interval'], item.delay);
      const due = !options['no-initial'];
      engine.tell({ kind: 'read', key: item.key, interval, rescan: rescanOf(item), due });
      if (!watch.isThere && isLive) engine.tell({ kind: 'present', key: item.key, present: false });
      message.debug(`${namesOf(item)}: watched`);
    },
    async toWrite(key) {
      const watch = watchOf(key);
      await refresh(watch);
      if (!watch.isThere && isLive) {
        engine.tell({ kind: 'changed', key });
        return null;
      }
      watch.print = isCompared(watch) ? await watch.observation.fingerprint() : null;
      return asItIs(watch);
    },
    async catchUp() {
      // ESPs first, since they are small.
      const keys = [...watches.keys()].sort();
      const moment = setTimeout(() => stop.abort(), longestLook);
      for (const key of keys) {
        const watch = watchOf(key);
        await watch.observation.drained();
        if (watch.item.kind === 'esp-set' || rescanOf(watch.item) !== Number.POSITIVE_INFINITY)
          await compare(key);
        else await refresh(watch);
      }
      clearTimeout(moment);
    },
    isHopeless: () => !isLive && [...watches.values()].every(({ isThere }) => !isThere),
    async close() {
      stop.abort();
      await mountEvents?.stop();
      for (const { observation: each } of watches.values()) await each.close();
    },
  };
}

function isDevice<Place extends { readonly kind: string }>(
  place: Place,
): place is Extract<Place, { kind: 'device' }> {
  return place.kind === 'device';
}

function namesOf({ places }: WatchItem): string {
  return places.map(nameOfPlace).join(', ');
}
