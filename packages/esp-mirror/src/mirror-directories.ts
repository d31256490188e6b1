import { realpathSync, statSync } from 'node:fs';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { type Call, type Result, wishesOf } from './call.ts';
import { readOwnIds } from './own-ids.ts';
import { withLocks } from './with-locks.ts';

/** Mirrors a plain directory to others. Each of them is locked itself, so nothing is left behind. */
export async function mirrorDirectories(
  context: Call,
  from: string,
  to: readonly string[],
): Promise<readonly Result[]> {
  if (to.length === 0) throw wrong('--from requires --to');
  const directories = [from, ...to].map(realDirectory);
  refuseOverlaps(directories);
  const [source = '', ...mirrors] = directories;
  // Loaded while the lock is acquired, which takes another process.
  const loading = import('./mirror-from.ts');
  return withLocks(context, mirrors.toSorted(), async () => {
    const { mirrorFrom, openDirectory } = await loading;
    const tasks = mirrors.map((path, index) => ({
      name: to[index] ?? path,
      open: () => openDirectory(path),
    }));
    // A tree that is staged here may be any machine's, unless this one's part is asked for.
    const ids = context.options.scope === 'machine' ? readOwnIds(context.sysroot) : new Set<string>();
    return [await mirrorFrom(context, await openDirectory(source), tasks, wishesOf(context, ids))];
  });
}

function realDirectory(path: string): string {
  try {
    if (!statSync(path).isDirectory()) throw wrong(`${path} is not a directory`);
    return realpathSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw wrong(`${path} does not exist`);
    throw error;
  }
}

/** A mirror that is the source, or lies in it, would be read while it is written. */
function refuseOverlaps(directories: readonly string[]): void {
  for (const [index, one] of directories.entries()) {
    for (const other of directories.slice(index + 1)) {
      const [a, b] = [statSync(one), statSync(other)];
      if (a.ino === b.ino && a.dev === b.dev) throw wrong(`${one} and ${other} are the same directory`);
      if (isWithin(one, other) || isWithin(other, one))
        throw wrong(`one of ${one} and ${other} is inside the other`);
    }
  }
}

function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

function wrong(text: string): CommandError {
  return new CommandError(exitStatus.wrong, text);
}
