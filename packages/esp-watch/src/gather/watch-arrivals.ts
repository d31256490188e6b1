import { existsSync } from 'node:fs';
import { watchPath } from './watch-path.ts';

/** Calls back when one of these paths is there that was not. */
export function watchArrivals(paths: readonly string[], arrived: () => void): { close(): void } {
  const watchers = paths.map((path) => watchArrival(path, arrived));
  return {
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watchArrival(path: string, arrived: () => void): { close(): void } {
  let isClosed = false;
  let wasThere = existsSync(path);
  let watcher = watchPath(path, heard);
  function heard(): void {
    if (isClosed) return;
    // It may be a directory above that has come or gone.
    watcher.close();
    watcher = watchPath(path, heard);
    const isThere = existsSync(path);
    if (isThere && !wasThere) arrived();
    wasThere = isThere;
  }
  return {
    close() {
      isClosed = true;
      watcher.close();
    },
  };
}
