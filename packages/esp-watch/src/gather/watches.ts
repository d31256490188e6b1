import { type Context, failed } from '@twinroot/lib-command';
import { isAutofs, mountAt, readMountTable } from '@twinroot/lib-mountinfo';
import type { Engine } from '../act/engine.ts';
import type { WatchItem } from '../decide/watch-item.ts';
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
  item(key: string): WatchItem;
  /** Remembers what is there as written. */
  remember(key: string): Promise<void>;
  /** Forgets what was written: it did not get where it should. */
  forget(key: string): void;
  /** Reports a change when what is there is not what was written. */
  compare(key: string): Promise<void>;
  /** Compares everything, as far as that takes no longer than a moment. */
  compareAll(): Promise<void>;
  /** Nothing that is watched can ever change: the machine does not run, and its directories are not there. */
  isHopeless(): boolean;
  close(): Promise<void>;
}

/** How long the last look may take, in milliseconds: whoever stops a service waits for it. */
const longestLook = 3000;

/** Watches nothing yet. */
export function createWatches(context: Context<typeof spec>, engine: Engine): Watches {
  const { sysroot, message, options } = context;
  const watches = new Map<string, Watch>();
  const stop = new AbortController();
  const choice = createSourceChoice(message);
  let mountEvents: { stop(): Promise<void> } | null = null;
  let isLive = true;

  async function mountedAt(path: string): Promise<string | null> {
    const { mounts, live } = await readMountTable(sysroot);
    if (!live) return 'captured';
    const mount = mountAt(mounts, path);
    return mount === null || isAutofs(mount) ? null : `${mount.id} ${mount.majmin} ${mount.root}`;
  }

  /** A SOURCE that is a mount point counts only while it is one: else its absence would be copied. */
  async function withMounts(item: WatchItem): Promise<WatchItem> {
    const { mounts, live } = await readMountTable(sysroot);
    isLive = live;
    const directories = item.directories.map(({ path, isMount }) => {
      const isMountPoint = isMount || (path !== '/' && mountAt(mounts, path) !== null);
      return { path, isMount: live && isMountPoint };
    });
    return { ...item, directories };
  }

  function found(item: WatchItem, isThere: boolean): void {
    const watch = watches.get(item.key);
    if (watch !== undefined && watch.isThere !== isThere) {
      watch.isThere = isThere;
      const names = namesOf(item);
      if (isThere) message.info(`${names}: back, and watched again`);
      else message.warning(`${names}: does not exist or is not mounted; it will be watched when it is there`);
    }
    engine.tell({ kind: 'present', key: item.key, present: isThere || !isLive });
  }

  function observation(item: WatchItem): Observation {
    const surveyor = { sysroot, mountedAt, open: choice.open, signal: stop.signal };
    const listener = {
      changed: () => engine.tell({ kind: 'changed', key: item.key }),
      present: (present: boolean) => found(item, present),
      failed: (error: Error, root: string) => {
        if (choice.isFatal(error)) return engine.fail(explained(error, root));
        message.warning(`${root}: ${error.message}, watching it again`);
        const again = watches.get(item.key)?.observation.refresh(true);
        again?.catch((cause: unknown) => engine.fail(explained(cause, root)));
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
    if (!watch.isThere) return;
    const before = watch.print;
    const print = await watch.observation.fingerprint();
    if (print === null || print === before || watches.get(key) !== watch) return;
    message.debug(`${key}: changed, but no event reported it`);
    engine.tell({ kind: 'changed', key });
  }

  return {
    compare,
    async add(given) {
      const [unmounted] = given.unmounted;
      if (unmounted !== undefined)
        throw failed(`${unmounted} is not mounted, so there is nothing to watch: mount it`);
      const item = await withMounts(given);
      const before = watches.get(item.key);
      await before?.observation.close();
      const watch: Watch = {
        item,
        observation: observation(item),
        print: before?.print ?? null,
        isThere: true,
      };
      watches.set(item.key, watch);
      if (item.directories.some(({ isMount }) => isMount)) startMountEvents();
      await refresh(watch);
      if (options['no-initial']) watch.print = await watch.observation.fingerprint();
      const interval = Math.max(options['min-interval'], item.delay);
      engine.tell({ kind: 'read', key: item.key, interval, due: !options['no-initial'] });
      if (!watch.isThere && isLive) engine.tell({ kind: 'present', key: item.key, present: false });
      message.debug(`${namesOf(item)}: watched`);
    },
    item: (key) => watchOf(key).item,
    async remember(key) {
      const watch = watchOf(key);
      watch.print = await watch.observation.fingerprint();
    },
    forget(key) {
      watchOf(key).print = null;
    },
    async compareAll() {
      // ESPs first, since they are small.
      const keys = [...watches.keys()].sort();
      const moment = setTimeout(() => stop.abort(), longestLook);
      for (const key of keys) await compare(key);
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

function namesOf({ directories }: WatchItem): string {
  return directories.map(({ path }) => path).join(', ');
}
