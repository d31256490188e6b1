import { absentByFstab, absentMount, type ExpectedMounts } from '@twinroot/lib-machine';
import { isReadOnly, type Mount, mountHolding } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';

/** A directory that is to be made the same as another, deletions included. Paths are real ones: without symlinks. */
export interface Copy {
  readonly source: string;
  /** The directory that is written into. */
  readonly dest: string;
  /** The directory itself is copied, so that it becomes one of `dest`; false: its content is. */
  readonly asDirectory: boolean;
  /** The copy stays within the file system of the source. */
  readonly oneFileSystem: boolean;
}

/**
 * Why a copy must not be made, as a clause that follows the name of its destination; null when it may.
 *
 * Judged by the mounts alone: whether the places exist is for the caller. A destination inside its source is allowed when
 * it is another file system and the copy stays in its own: that is how a whole root is copied.
 */
export function copyFault(
  mounts: readonly Mount[],
  expected: ExpectedMounts,
  { source, dest, asDirectory, oneFileSystem }: Copy,
): string | null {
  const empty = absentByFstab(mounts, expected.wanted, source);
  if (empty) {
    return `would be emptied: ${empty.mountpoint}, which holds the source, is not mounted (${empty.why})`;
  }
  const absent = absentMount(mounts, expected, dest);
  if (absent) return `is not on its disk: nothing is mounted on ${absent.mountpoint} (${absent.why})`;
  const target = asDirectory ? `${dest === '/' ? '' : dest}/${nameOf(source)}` : dest;
  if (target === source) return `would copy ${source} onto itself`;
  if (isWithin(source, target)) return `contains its source: everything outside the source would be deleted`;
  const from = mountHolding(mounts, source);
  const to = mountHolding(mounts, dest);
  if (from === null || to === null) return 'is not on a known file system';
  const isInside = isWithin(dest, source);
  if (isInside && (from.majmin === to.majmin || !oneFileSystem)) return `is inside its source ${source}`;
  if (from.majmin === to.majmin) {
    return `is on the same file system as its source: ${to.source || to.fstype}, mounted on ${to.mountpoint}`;
  }
  if (isReadOnly(to)) return `is mounted read-only, on ${to.mountpoint}`;
  return null;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
