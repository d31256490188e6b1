import { failed, type Messages } from '@twinroot/lib-command';
import { errorCode } from '@twinroot/lib-failure';
import { ToolError } from '@twinroot/lib-tool';
import type { WatchItem } from '../decide/watch-item.ts';
import type { OpenSource } from './event-source.ts';
import { fanotifySource } from './fanotify-source.ts';
import { inotifySource } from './inotify-source.ts';

/** Chooses how things are watched. */
export interface SourceChoice {
  readonly open: (item: WatchItem, counts: (path: string) => boolean) => OpenSource;
  /** Whether it makes no sense to try again. */
  readonly isFatal: (error: Error) => boolean;
}

/** How often fsnotifywait may end before it is given up. */
const mostEnds = 20;

/**
 * An ESP has few directories, and a watch for each is the lightest. A sync item may be a complete root: one mark for its file
 * system where fanotify can be had, else watches too.
 */
export function createSourceChoice(message: Messages): SourceChoice {
  let hasFanotify = true;
  let ends = 0;
  const without = (error: ToolError) => {
    if (!hasFanotify) return;
    hasFanotify = false;
    message.warning(
      `fanotify cannot be used, so every directory gets an inotify watch: ${error.message}, ignoring`,
    );
  };
  return {
    open: (item, counts) => {
      const inotify = inotifySource(counts);
      if (item.kind === 'esp-set') return inotify;
      return async (root, listener) => {
        if (!hasFanotify) return inotify(root, listener);
        try {
          return await fanotifySource(counts)(root, listener);
        } catch (error) {
          if (!(error instanceof ToolError)) throw error;
          without(error);
          return inotify(root, listener);
        }
      };
    },
    isFatal: (error) => {
      // It ends when events are lost, and is started again; but not forever.
      if (error instanceof ToolError) {
        ends += 1;
        if (ends > mostEnds) without(error);
      }
      return errorCode(error) === 'ENOSPC' || errorCode(error) === 'EMFILE';
    },
  };
}

/** An error of watching, with what to do about it. */
export function explained(error: unknown, path: string): unknown {
  const limit = { ENOSPC: 'max_user_watches', EMFILE: 'max_user_instances' }[errorCode(error) ?? ''];
  if (limit === undefined) return error;
  const todo = `raise the sysctl fs.inotify.${limit}, or install inotify-tools for fanotify`;
  return failed(`${path}: there are no inotify watches left: ${todo}`, { cause: error });
}
