import { failed, type Messages } from '@twinroot/lib-command';
import { errorCode } from '@twinroot/lib-failure';
import { ToolError } from '@twinroot/lib-tool';
import type { WatchItem } from '../decide/watch-item.ts';
import { hasMoreDirectories } from './directory-walk.ts';
import type { EventListener, EventSource, OpenSource } from './event-source.ts';
import { fanotifyWatch } from './fanotify-source.ts';
import { readWatchLimit } from './inotify-list.ts';
import { inotifySource } from './inotify-source.ts';
import { renewedSource } from './renewed-source.ts';
import { areaOf, inotifyWatch } from './tree-source.ts';

/** Chooses how things are watched. */
export interface SourceChoice {
  readonly open: (item: WatchItem, counts: (path: string) => boolean) => OpenSource;
  /** Whether it makes no sense to try again. */
  readonly isFatal: (error: Error) => boolean;
}

/** New directories, some 1.5 KB each, before all are listed anew. */
const fresh = 4000;

/** How long a directory is new at least, in milliseconds. */
const age = 10_000;

/** How many inotify watches a tree may have: other programs of the user's need some. */
function mostWatches(): number {
  return Math.floor((readWatchLimit() / 8) * 7);
}

/** An ESP of more directories is watched like a tree: chokidar takes 0.5 ms and 26 KB for each, inotifywait next to nothing. */
const manyDirectories = 500;

/**
 * An ESP is watched by inotify, and so is a tree as long as there are watches for it, since that never keeps a file system from
 * being unmounted. A whole root file system, which is never unmounted and may have very many directories, has one mark of
 * fanotify instead; so has a tree for which there are not enough watches.
 */
export function createSourceChoice(
  message: Messages,
  watchLimit: () => number = mostWatches,
  many = manyDirectories,
): SourceChoice {
  let hasTool = true;

  function waysOf(counts: (path: string) => boolean): {
    readonly ofEsp: OpenSource;
    readonly ofTree: OpenSource;
  } {
    let runsOut = false;
    let isTold = false;
    const warnOf = (root: string) => (error: Error) =>
      message.warning(`${root}: ${error.message}, watching it again`);

    async function byFanotify(root: string, listener: EventListener): Promise<EventSource | null> {
      try {
        const source = await renewedSource(fanotifyWatch(counts), warnOf(root))(root, listener);
        if (root !== '/' && !isTold)
          message.warning(
            `${root}: there are not enough inotify watches for it, so it is watched by fanotify, and its file system cannot be unmounted: raise the sysctl fs.inotify.max_user_watches, ignoring`,
          );
        isTold = true;
        return source;
      } catch (error) {
        if (!(error instanceof ToolError)) throw error;
        message.debug(`${root}: fanotify cannot be used: ${error.message}`);
        return null;
      }
    }

    function byInotify(root: string, listener: EventListener): Promise<EventSource> {
      // What it runs out of later makes no end: it is watched in another way then.
      const failedLater = (error: Error) => {
        const code = errorCode(error);
        runsOut ||= code === 'ENOSPC';
        hasTool &&= code !== 'EMFILE';
        const isSolved = code === 'ENOSPC' || code === 'EMFILE';
        listener.failed(isSolved ? new Error(error.message, { cause: error }) : error);
      };
      const limits = { byTool: hasTool, fresh, age, watches: watchLimit() };
      const open = renewedSource(inotifyWatch(counts, limits), warnOf(root));
      return open(root, { ...listener, failed: failedLater });
    }

    async function withToolOrWithout(root: string, listener: EventListener): Promise<EventSource> {
      try {
        return await byInotify(root, listener);
      } catch (error) {
        const isMissing = error instanceof ToolError && error.code === 'ENOENT';
        // What is watched in this process needs no further instance of inotify.
        if (!hasTool || !(isMissing || errorCode(error) === 'EMFILE')) throw error;
        hasTool = false;
        const why = error instanceof Error ? error.message : String(error);
        message.warning(`${root}: ${why}; without it watching takes more memory, ignoring`);
        return byInotify(root, listener);
      }
    }

    async function ofEsp(root: string, listener: EventListener): Promise<EventSource> {
      const hasMany = await hasMoreDirectories(areaOf(root, counts), many);
      return hasMany ? withToolOrWithout(root, listener) : inotifySource(counts)(root, listener);
    }

    async function ofTree(root: string, listener: EventListener): Promise<EventSource> {
      const isFirst = root === '/' || runsOut;
      const source = isFirst ? await byFanotify(root, listener) : null;
      if (source !== null) return source;
      try {
        return await withToolOrWithout(root, listener);
      } catch (error) {
        if (errorCode(error) !== 'ENOSPC' || isFirst) throw error;
        runsOut = true;
        const instead = await byFanotify(root, listener);
        if (instead === null) throw error;
        return instead;
      }
    }

    return { ofEsp, ofTree };
  }

  return {
    open: (item, counts) => waysOf(counts)[item.kind === 'esp-set' ? 'ofEsp' : 'ofTree'],
    isFatal: (error) => errorCode(error) === 'ENOSPC' || errorCode(error) === 'EMFILE',
  };
}

/** An error of watching, with what to do about it. */
export function explained(error: unknown, path: string): unknown {
  const limit = { ENOSPC: 'max_user_watches', EMFILE: 'max_user_instances' }[errorCode(error) ?? ''];
  if (limit === undefined) return error;
  const what = limit === 'max_user_watches' ? 'watches' : 'instances';
  const todo = `raise the sysctl fs.inotify.${limit}`;
  return failed(`${path}: there are no inotify ${what} left: ${todo}`, { cause: error });
}
