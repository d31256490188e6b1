import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { timeOptions } from '@twinroot/lib-rsync';
import type { Volume } from '../decide/volumes.ts';

/**
 * The options by which rsync compares the times of each volume, by its path: to the nanosecond where its file system has them, or a
 * file that changed twice within one second, and kept its size, would stay as it was.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function volumeTimes(
  sysroot: string,
  volumes: readonly Volume[],
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    volumes.map(({ path, mountpoint, mount }) => {
      const { atimeNs, mtimeNs, ctimeNs } = lstatSync(join(sysroot, mountpoint), { bigint: true });
      return [path, timeOptions({ fstype: mount.fstype, times: [atimeNs, mtimeNs, ctimeNs] })];
    }),
  );
}
