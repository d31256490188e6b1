import { accessSync, constants, readFileSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { ToolError } from '@twinroot/lib-tool';
import { fileOf } from '../decide/byte-path.ts';
import { toolFormat } from '../decide/tool-event.ts';
import { type EventTool, startEventTool } from './event-tool.ts';

const events = 'modify,attrib,close_write,move,create,delete,q_overflow';

/** How often it is tried in vain, though all directories are there. */
const mostTries = 3;

/**
 * Watches these directories, and none below them, by inotify in a process of its own: inotifywait needs some 250 bytes for each,
 * a watch of Node's some 1,500.
 *
 * It is not told to be recursive: inotifywait reads a directory before it watches it (libinotifytools,
 * inotifytools_watch_recursively_with_exclude), so that a directory that is made meanwhile is never watched, and one in which
 * something vanishes meanwhile is not watched itself; and it enters other file systems.
 *
 * @param directories absolute paths as bytes, without newlines. Those that are gone by now are left out.
 * @param signal ends the attempt with its reason
 * @throws {ToolError} ENOENT when there is no inotifywait
 * @throws {Error} ENOSPC when there are no inotify watches left, EMFILE when there are no instances
 */
export async function watchList(
  directories: readonly string[],
  heard: (record: string) => void,
  signal: AbortSignal,
): Promise<EventTool> {
  const args = ['--monitor', '--event', events, '--format', toolFormat, '--fromfile', '-'];
  let list = directories;
  for (let tries = 1; ; ) {
    signal.throwIfAborted();
    const tool = startEventTool('inotifywait', args, heard, { input: linesOf(list) });
    try {
      await tool.established;
      return tool;
    } catch (error) {
      if (!(error instanceof ToolError) || error.code !== 'EXIT') throw error;
      const limit = /max_user_(watches|instances)/.exec(tool.complaint())?.[1];
      if (limit !== undefined) throw outOf(limit === 'watches' ? 'ENOSPC' : 'EMFILE', error);
      // It ends at the first one that is not there; while a tree is deleted, that is the next one each time.
      const rest = list.filter(isReadable);
      tries = rest.length < list.length ? 1 : tries + 1;
      if (tries > mostTries) throw error;
      list = rest;
    }
  }
}

/** An error as of inotify_add_watch(2) and inotify_init(2). */
export function outOf(code: 'ENOSPC' | 'EMFILE', cause?: unknown): Error {
  const what = code === 'ENOSPC' ? 'watches' : 'instances';
  return Object.assign(new Error(`there are no inotify ${what} left`, { cause }), { code });
}

/** How many inotify watches a user may have. */
export function readWatchLimit(): number {
  return Number.parseInt(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8'), 10);
}

/** Some lines at a time, since one at a time would be a write each. */
function* linesOf(list: readonly string[]): Iterable<string> {
  for (let begin = 0; begin < list.length; begin += 1000)
    yield `${list.slice(begin, begin + 1000).join('\n')}\n`;
}

/** What inotify_add_watch(2) needs. */
function isReadable(path: string): boolean {
  try {
    accessSync(fileOf(path), constants.R_OK);
    return true;
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return false;
  }
}
