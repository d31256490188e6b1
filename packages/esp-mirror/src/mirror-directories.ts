import { realpathSync, statSync } from 'node:fs';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { type Call, type Result, wishesOf } from './call.ts';
import { withLocks } from './with-locks.ts';

/** Mirrors a plain directory to others. Each of them is locked itself, so nothing is left behind. */
export async function mirrorDirectories(
  context: Call,
  from: string,
  to: readonly string[],
): Promise<readonly Result[]> {
  if (to.length === 0) throw wrong('--from goes with --to');
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
    return [await mirrorFrom(context, await openDirectory(source), tasks, wishesOf(context, new Set()))];
  });
}

function realDirectory(path: string): string {
  try {
    if (!statSync(path).isDirectory()) throw wrong(`${path} is not a directory`);
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw wrong(`${path} is not there`);
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
        throw wrong(`${one} and ${other} lie one inside the other`);
    }
  }
}

function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

function wrong(text: string): CommandError {
  return new CommandError(exitStatus.wrong, text);
}
