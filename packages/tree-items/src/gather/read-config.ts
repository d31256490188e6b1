import { readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { wrong } from '@twinroot/lib-command';
import { errorCode } from '@twinroot/lib-failure';

/** Where the list is looked for: twinroot's own file, then dual-root's. */
export const usualFiles = ['etc/twinroot/sync.toml', 'etc/dual-root/sync-daemon.conf'];

/** A configuration as it is on disk. */
export interface Config {
  /** As messages name it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The configuration: the file that was named, or else the first of the usual ones; null when none of these is there.
 *
 * @param named as the user gave it; undefined when none was
 * @throws {CommandError} with status 2 when a file cannot be read
 */
export function readConfig(sysroot: string, named: string | undefined): Config | null {
  const paths = named === undefined ? usualFiles.map((path) => join(sysroot, path)) : [named];
  for (const path of paths) {
    try {
      return { path, bytes: readFileSync(path) };
    } catch (cause) {
      if (named === undefined && errorCode(cause) === 'ENOENT') continue;
      throw wrong(`cannot read ${path}`, { cause });
    }
  }
  return null;
}
