import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '@twinroot/lib-machine';
import { isAutofs, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin, namesIn } from '@twinroot/lib-sysroot';
import type { Source } from '../decide/source.ts';
import { bootPlaces } from '../decide/unmounted-boot.ts';
import { pathBelow } from '../decide/volumes.ts';

/** Directories of a source on this machine that a boot partition may be mounted on: they are there, and empty. */
export function emptyBootDirectories(sysroot: string, source: Source): ReadonlySet<string> {
  if (source.kind === 'remote') return new Set();
  const isEmpty = (path: string) => {
    const whole = join(sysroot, source.root, path);
    return existsSync(whole) && namesIn(whole).length === 0;
  };
  return new Set(bootPlaces.filter(isEmpty));
}

/**
 * Looks into automounts where boot partitions are mounted: whoever looks has them mounted (autofs(5)).
 *
 * @returns whether there was one
 */
export function wakeBootMounts({ mounts, sysroot, live }: Machine, source: Source): boolean {
  if (source.kind === 'remote' || !live) return false;
  const due = visibleMounts(mounts).filter(
    (mount) =>
      isAutofs(mount) &&
      isWithin(mount.mountpoint, source.root) &&
      bootPlaces.some((place) => place === pathBelow(mount.mountpoint, source.root)),
  );
  for (const { mountpoint } of due) wake(join(sysroot, mountpoint));
  return due.length > 0;
}

function wake(path: string): void {
  try {
    namesIn(path);
  } catch (error) {
    // It cannot be mounted: then it is one that is not, as the mounts will show.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
}
