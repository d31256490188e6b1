import { isAutofs, type Mount, mountHolding, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';

/** A mount that a path should lie on, and that is not there. */
export interface AbsentMount {
  /** Where it should be mounted. */
  readonly mountpoint: string;
  /** Why it is expected, as a clause: `fstab has it`. */
  readonly why: string;
}

/** What is expected to be mounted. */
export interface ExpectedMounts {
  /** Mount points that fstab(5) has. */
  readonly wanted: readonly string[];
  /** Other directories that are used as this one is: where these are mounts, this one should be. */
  readonly siblings: readonly string[];
}

/** Where file systems are mounted for a while, and nothing else is kept (FHS 3.0, 3.11 and 3.12; udisks). */
const placesOfMounts = ['/run/media', '/media', '/mnt'];

/**
 * The mount that fstab has for a path and that is not there. Paths are absolute, without `.`, `..` and symlinks.
 * An automount that has mounted nothing yet is none.
 */
export function absentByFstab(
  mounts: readonly Mount[],
  wanted: readonly string[],
  path: string,
): AbsentMount | null {
  const holder = mountHolding(mounts, path);
  if (holder && isAutofs(holder)) {
    return { mountpoint: holder.mountpoint, why: 'its automount has mounted nothing' };
  }
  const mountpoint = wanted.find((each) => each !== '/' && isWithin(path, each) && !isHeldIn(holder, each));
  return mountpoint === undefined ? null : { mountpoint, why: 'it is in fstab' };
}

/**
 * The mount that should be below a directory that is written to, and is not there: fstab has it, or the directory is used as
 * others are that lie on mounts of their own, or has the name of one but for its number, or is below /mnt or /media. Without
 * it the directory is an empty one of the file system above, which writing would fill.
 */
export function absentMount(
  mounts: readonly Mount[],
  expected: ExpectedMounts,
  path: string,
): AbsentMount | null {
  const listed = absentByFstab(mounts, expected.wanted, path);
  if (listed) return listed;
  const holder = mountHolding(mounts, path);
  for (const sibling of expected.siblings) {
    const own = mountHolding(mounts, sibling)?.mountpoint;
    const mountpoint = own === undefined ? null : beside(own, path);
    if (own === undefined || mountpoint === null || isHeldIn(holder, mountpoint)) continue;
    if (parentOf(own) !== '/' || isNumbered(own, mountpoint))
      return { mountpoint, why: `${own} is mounted beside it` };
  }
  for (const { mountpoint: own } of visibleMounts(mounts)) {
    const mountpoint = beside(own, path);
    if (mountpoint === null || isHeldIn(holder, mountpoint) || !isNumbered(own, mountpoint)) continue;
    return { mountpoint, why: `${own} is mounted beside it` };
  }
  const place = placesOfMounts.find((each) => isWithin(path, each));
  if (place === undefined || path === place || isHeldIn(holder, place)) return null;
  return { mountpoint: nextBelow(place, path), why: `${place} is only for mounts` };
}

function isHeldIn(holder: Mount | null, directory: string): boolean {
  return holder !== null && isWithin(holder.mountpoint, directory);
}

/** The way to `path` in the directory that holds the mount point `own`; null when it does not lead through there. */
function beside(own: string, path: string): string | null {
  const parent = parentOf(own);
  if (own === '/' || path === parent || !isWithin(path, parent) || isWithin(path, own)) return null;
  return nextBelow(parent, path);
}

function nextBelow(directory: string, path: string): string {
  const start = directory === '/' ? 1 : directory.length + 1;
  const [name = ''] = path.slice(start).split('/');
  return path.slice(0, start + name.length);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** `/efi0` and `/efi1`, `/boot@a` and `/boot@b`. */
function isNumbered(one: string, other: string): boolean {
  const number = /\d+$|(?<=[-_.@])[a-z]$/;
  return number.test(one) && number.test(other) && one.replace(number, '') === other.replace(number, '');
}
