import { existsSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path/posix';
import { fileOf, textOf } from '../decide/byte-path.ts';
import { createMovedAway } from '../decide/moved-away.ts';
import { toolEventOf } from '../decide/tool-event.ts';
import { directoryAt, pathBelow, type WalkArea, walkDirectories } from './directory-walk.ts';
import { directoryWatches } from './directory-watches.ts';
import type { EventTool } from './event-tool.ts';
import { outOf, watchList } from './inotify-list.ts';
import { pollTurn } from './poll-turn.ts';
import type { WatchListener } from './renewed-source.ts';

/** How many directories are watched, and how. */
export interface TreeLimits {
  /** Whether inotifywait watches those that are there at the start; if not, all are watched in this process. */
  readonly byTool: boolean;
  /** Most that are watched in this process beside inotifywait, because they are new, before all are listed anew. */
  readonly fresh: number;
  /** Least time in milliseconds from a new directory until all are listed anew. */
  readonly age: number;
  /** Most inotify watches. */
  readonly watches: number;
}

/** The same in times of what that took, so that it never takes more than a hundredth of a processor. */
const ageInSetups = 100;

/** A tree that is watched once it is open. */
export interface WatchedTree {
  /** @throws {Error} ENOSPC, EMFILE when there are no inotify watches or instances left; EACCES, ENOENT for the root */
  open(): Promise<void>;
  drained(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Watches nothing yet. See tree-source.ts.
 *
 * @param top what the root is
 */
export function createTree(
  area: WalkArea,
  top: Stats,
  listener: WatchListener,
  limits: TreeLimits,
): WatchedTree {
  const { root } = area;
  const watches = directoryWatches(root, see);
  const movedAway = createMovedAway();
  let tool: EventTool | null = null;
  let most = Number.POSITIVE_INFINITY;
  let isFull = false;
  let aging: NodeJS.Timeout | undefined;
  let longestAge: number | null = null;
  const arrivals: string[] = [];
  let work: Promise<void> | null = null;

  function tell(path: string): void {
    if (area.counts(path)) listener.changed(textOf(path));
  }

  /** Watches a directory that is new; true when what is in it must be looked at. */
  function enter(path: string, stats: Stats): boolean {
    // What came into it since is on its way as an event.
    if (isFull || watches.isSame(path, stats)) return false;
    isFull = watches.size >= most;
    if (isFull || !watches.add(path, stats)) return false;
    if (longestAge !== null) aging ??= setTimeout(listener.outgrown, longestAge);
    return true;
  }

  function arrive(path: string): void {
    if (!area.counts(path)) return;
    arrivals.push(path);
    work ??= watchArrivals()
      .catch((error: unknown) => listener.ended(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        work = null;
      });
  }

  async function watchArrivals(): Promise<void> {
    for (let path = arrivals.shift(); path !== undefined && !area.signal.aborted; path = arrivals.shift()) {
      const wasFull = isFull;
      await walkDirectories(area, path, enter);
      if (isFull && !wasFull) listener.lost();
      // It is watched by now: what happened in it before was not reported.
      tell(path);
    }
  }

  /** What libuv saw of a directory that is watched here. */
  function see(directory: string, event: string, name: string | null): void {
    const isTop = directory === '';
    if (isTop && event === 'rename' && name === basename(root) && isReplaced()) {
      listener.replaced();
      return;
    }
    // inotifywait watches it, too, and says more.
    if (isTop && tool !== null) return;
    // So says one that was deleted; what is there now may have its inode number.
    if (event === 'rename' && !isTop && name === basename(directory)) {
      // So do all, when the file system is unmounted: to an automount that has expired, a change would be one to be written.
      if (isGone()) {
        listener.replaced();
        return;
      }
      watches.remove(directory);
      arrive(directory);
    }
    const path = name === null || isTop ? (name ?? directory) : `${directory}/${name}`;
    tell(path);
    if (event !== 'rename') return;
    if (directoryAt(pathBelow(root, path), false) !== null) arrive(path);
    else if (watches.has(path)) watches.remove(path);
  }

  function isGone(): boolean {
    const now = directoryAt(root, true);
    return now?.ino !== top.ino || now.dev !== top.dev;
  }

  /** Something happened to the root, or in it to what has its name; when that is not there, the root itself is meant. */
  function isReplaced(): boolean {
    return isGone() || !existsSync(fileOf(pathBelow(root, basename(root))));
  }

  /** What inotifywait saw. */
  function hear(record: string): void {
    const event = toolEventOf(root, record);
    if (event === null) return;
    if (event.kind === 'overflow') {
      listener.lost();
      return;
    }
    const { kind, path } = event;
    if (movedAway.hasAbove(path)) return;
    tell(path);
    if (kind === 'arrived') arrive(path);
    if (kind === 'deleted' && watches.has(path)) watches.remove(path);
    if (kind !== 'moved away') return;
    movedAway.add(path);
    watches.remove(path);
    if (movedAway.size > limits.fresh) listener.outgrown();
  }

  async function openWithTool(): Promise<void> {
    const begun = performance.now();
    if (!watches.add('', top)) throw notReadable(root);
    const list: string[] = [];
    await walkDirectories(area, '', (path, stats) => {
      if (path.includes('\n')) return watches.add(path, stats);
      if (list.length >= limits.watches) throw outOf('ENOSPC');
      list.push(pathBelow(root, path));
      return true;
    });
    tool = await watchList(list, hear, area.signal);
    tool.ended.then((error) => {
      if (error !== null) listener.ended(error);
    });
    most = watches.size + Math.max(limits.fresh, list.length / 8);
    // Both need watches for a moment, the old one and the new.
    if (list.length * 2 < limits.watches)
      longestAge = Math.max(limits.age, (performance.now() - begun) * ageInSetups);
    // What came before its parent was watched was not reported.
    const listed = new Set(list);
    await walkDirectories(area, '', (path, stats) => listed.has(pathBelow(root, path)) || enter(path, stats));
    if (isFull) listener.lost();
  }

  return {
    async open() {
      // inotifywait reads a line for each directory.
      if (limits.byTool && !root.includes('\n')) return openWithTool();
      await walkDirectories(area, '', enter);
      if (!watches.has('')) throw notReadable(root);
    },
    async drained() {
      const isSure = tool === null || (await tool.drained());
      await pollTurn();
      if (!isSure) listener.changed('');
    },
    async close() {
      clearTimeout(aging);
      watches.close();
      await tool?.stop();
      await work;
    },
  };
}

/** As of inotify_add_watch(2), or of stat(2) when it went away. */
function notReadable(root: string): Error {
  statSync(fileOf(root));
  return Object.assign(new Error(`cannot read ${textOf(root)}`), { code: 'EACCES' });
}
