import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { countEvent } from './burst.ts';

/**
 * Tells when something is put at a path, or taken away. What comes there says so itself to nobody: its parent does, and
 * where that is not there, the parent's parent.
 */
export function watchArrival(path: string, heard: () => void): { close(): void } {
  if (path === '/') return { close: () => undefined };
  const parent = dirname(path);
  const watcher = watchName(parent, basename(path), heard);
  if (watcher !== null) return watcher;
  const above = watchArrival(parent, heard);
  // It came before that was watched.
  if (existsSync(parent)) setImmediate(heard);
  return above;
}

function watchName(directory: string, name: string, heard: () => void): FSWatcher | null {
  try {
    const watcher = watch(directory, (event, changed) => {
      countEvent();
      if (event === 'rename' && changed === name) heard();
    });
    watcher.on('error', heard);
    return watcher;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw error;
  }
}
