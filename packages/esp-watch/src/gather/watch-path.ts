import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isMissing } from '@twinroot/lib-failure';
import { countEvent } from './lost-events.ts';

/**
 * Calls back when something is put at a path, or taken away. The kernel reports that for the parent only; where that does not
 * exist, the parent's parent is watched.
 */
export function watchPath(path: string, heard: () => void): { close(): void } {
  if (path === '/') return { close: () => undefined };
  const parent = dirname(path);
  const watcher = watchName(parent, basename(path), heard);
  if (watcher !== null) return watcher;
  const above = watchPath(parent, heard);
  // It came before that was watched.
  if (existsSync(parent)) setImmediate(heard);
  return above;
}

function watchName(directory: string, name: string, heard: () => void): FSWatcher | null {
  try {
    const watcher = watch(directory, (event, changed) => {
      countEvent();
      // An event of the directory itself, which has gone, comes with its own name.
      if (event === 'rename' && (changed === name || changed === basename(directory))) heard();
    });
    watcher.on('error', heard);
    return watcher;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
