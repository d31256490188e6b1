import { type Stats, statSync } from 'node:fs';
import { basename, relative } from 'node:path';
import type { OpenSource } from './event-source.ts';
import { countEvent, onLoss } from './lost-events.ts';
import { pollTurn } from './poll-turn.ts';

/**
 * Watches by inotify, a watch for each directory, with chokidar, which knows when directories come and go. The events
 * themselves are taken as the kernel has them: whatever happens in a directory is a change.
 */
export function inotifySource(counts: (path: string) => boolean): OpenSource {
  return async (root, listener) => {
    const stopListening = onLoss(listener.lost);
    const { watch } = await import('chokidar');
    // It would let these turn everything into polling.
    for (const name of ['CHOKIDAR_USEPOLLING', 'CHOKIDAR_INTERVAL']) delete process.env[name];
    const { dev } = statSync(root);
    // Files need no watches of their own, and what is mounted below is another file system's.
    const isOther = (stats?: Stats) => stats !== undefined && (!stats.isDirectory() || stats.dev !== dev);
    const watcher = watch(root, {
      backend: 'native',
      ignoreInitial: true,
      followSymlinks: false,
      atomic: false,
      ignored: (path: string, stats?: Stats) =>
        path !== root && (isOther(stats) || !counts(relative(root, path))),
    });
    const tell = (path: string) => {
      if (counts(path)) listener.changed(path);
    };
    watcher.on('raw', (event: string, name: string | null, details: unknown) => {
      countEvent();
      const directory = watchedPathOf(details) ?? root;
      // An event of the directory itself comes with its own name: IN_DELETE_SELF, IN_MOVE_SELF, IN_UNMOUNT. Whoever looks whether
      // it is still there finds out what it was; to an automount that has just expired, a change here would be one to be written.
      if (event === 'rename' && name === basename(directory)) listener.replaced();
      else tell(relative(root, name === null ? directory : `${directory}/${name}`));
    });
    // It is watched by now: what happened in it before was not reported.
    watcher.on('addDir', (path: string) => tell(relative(root, path)));
    watcher.on('error', (error: unknown) =>
      listener.failed(error instanceof Error ? error : new Error(String(error))),
    );
    const close = async () => {
      stopListening();
      await watcher.close();
    };
    await new Promise<void>((resolve, reject) => {
      watcher.once('ready', () => resolve());
      watcher.once('error', reject);
    }).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return { close, drained: pollTurn };
  };
}

function watchedPathOf(details: unknown): string | null {
  const isNamed = typeof details === 'object' && details !== null && 'watchedPath' in details;
  return isNamed && typeof details.watchedPath === 'string' ? details.watchedPath : null;
}
