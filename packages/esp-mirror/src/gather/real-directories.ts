import { realpathSync, statSync } from 'node:fs';
import { wrong } from '@twinroot/lib-command';
import { isMissing } from '@twinroot/lib-failure';
import { isWithin } from '@twinroot/lib-sysroot';

/** A directory of `--from` or `--to`. */
export interface RealDirectory {
  /** As it was given. */
  readonly name: string;
  /** Without symlinks. */
  readonly path: string;
}

/**
 * The directories that a caller names, none of which is another one or lies in another one: a mirror that does would be
 * read while it is written.
 *
 * @throws {CommandError} of status 2
 */
export function realDirectories(names: readonly string[]): readonly RealDirectory[] {
  const directories = names.map((name) => ({ name, path: realDirectory(name) }));
  for (const [index, one] of directories.entries()) {
    for (const other of directories.slice(index + 1)) {
      const [a, b] = [statSync(one.path), statSync(other.path)];
      if (a.ino === b.ino && a.dev === b.dev)
        throw wrong(`${one.name} and ${other.name} are the same directory`);
      if (isWithin(one.path, other.path) || isWithin(other.path, one.path))
        throw wrong(`one of ${one.name} and ${other.name} is inside the other`);
    }
  }
  return directories;
}

function realDirectory(name: string): string {
  try {
    if (!statSync(name).isDirectory()) throw wrong(`${name} is not a directory`);
    return realpathSync(name);
  } catch (error) {
    if (isMissing(error)) throw wrong(`${name} does not exist`);
    throw error;
  }
}
