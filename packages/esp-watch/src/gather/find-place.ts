import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '@twinroot/lib-failure';
import { majminOf } from '@twinroot/lib-machine';
import { type Mount, mountIdentity, readMountTable } from '@twinroot/lib-mountinfo';
import { plainPath, realPathBelow } from '@twinroot/lib-sysroot';
import {
  isAsleep,
  isAutomounted,
  type MountFound,
  mountOfDevice,
  mountOfPoint,
  mountOfTree,
  type Volume,
} from '../decide/standing.ts';
import { nameOfPlace, type WatchedPlace } from '../decide/watch-item.ts';

/** Something to be watched, as it is right now. */
export type PlaceFound =
  | {
      readonly kind: 'there';
      /** Its path without symlinks, as the machine names it. */
      readonly real: string;
      /** The same below the sysroot. */
      readonly directory: string;
      /** Another text when something else is there. */
      readonly identity: string;
      /** Null when the table has none for it: a captured machine's, whose mounts are not here, or a directory's. */
      readonly mount: Mount | null;
      /** It may be unmounted at any time, and mounted again. */
      readonly isAutomounted: boolean;
    }
  | Exclude<MountFound, { kind: 'there' }>;

/** A tree, as it was found before: its path without symlinks, and the file system that it is on. */
export interface Origin {
  readonly real: string;
  readonly volume: Volume | null;
}

/**
 * Finds what is to be watched. Nothing that is asleep is looked at, since a look would mount it.
 *
 * @throws {NodeJS.ErrnoException} EACCES, ELOOP
 */
export async function findPlace(
  sysroot: string,
  place: WatchedPlace,
  origin: Origin | null,
): Promise<PlaceFound> {
  const { mounts, live } = await readMountTable(sysroot);
  if (!live) return captured(sysroot, place);
  if (place.kind === 'tree') return findTree(sysroot, mounts, plainPath(place.path), origin);
  const found =
    place.kind === 'mount' ? mountOfPoint(mounts, place.path) : findDevice(sysroot, mounts, place);
  if (found.kind !== 'there') return found;
  return inDirectory(sysroot, found.mount?.mountpoint ?? '/', mounts, found.mount);
}

function findDevice(
  sysroot: string,
  mounts: readonly Mount[],
  { device }: Extract<WatchedPlace, { kind: 'device' }>,
): MountFound {
  const stat = statOf(join(sysroot, device));
  if (!stat?.isBlockDevice()) return { kind: 'absent', why: 'does not exist' };
  return mountOfDevice(mounts, majminOf(stat.rdev));
}

function findTree(
  sysroot: string,
  mounts: readonly Mount[],
  path: string,
  origin: Origin | null,
): PlaceFound {
  if (isAsleep(mounts, path) || (origin !== null && isAsleep(mounts, origin.real))) return { kind: 'asleep' };
  const real = unlessGone(() => realPathBelow(sysroot, path));
  if (real === null || !real.exists) return { kind: 'absent', why: 'does not exist or is not mounted' };
  const found = mountOfTree(mounts, real.path, origin?.volume);
  return found.kind === 'there' ? inDirectory(sysroot, real.path, mounts, found.mount) : found;
}

function inDirectory(
  sysroot: string,
  path: string,
  mounts: readonly Mount[],
  mount: Mount | null,
): PlaceFound {
  const directory = join(sysroot, path);
  const own = directoryAt(directory);
  if (own === null) return { kind: 'absent', why: 'is not there, or not a directory' };
  return {
    kind: 'there',
    real: path,
    directory,
    identity: `${mount === null ? '' : mountIdentity(mount)} ${own}`,
    mount,
    isAutomounted: isAutomounted(mounts, path),
  };
}

function captured(sysroot: string, place: WatchedPlace): PlaceFound {
  const directory = join(sysroot, nameOfPlace(place));
  const identity = place.kind === 'device' ? null : directoryAt(directory);
  if (identity === null) return { kind: 'absent', why: 'does not exist or is not mounted' };
  return { kind: 'there', real: nameOfPlace(place), directory, identity, mount: null, isAutomounted: false };
}

function directoryAt(path: string): string | null {
  const stat = statOf(path);
  return stat?.isDirectory() ? `${stat.dev}:${stat.ino}` : null;
}

function statOf(path: string): Stats | null {
  return unlessGone(() => statSync(path, { throwIfNoEntry: false }) ?? null);
}

/** Null for a disk that was pulled out, or a path through what is not a directory now. */
function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EIO' || code === 'ENOTDIR' || code === 'ENODEV' || code === 'ENOENT') return null;
    throw error;
  }
}
