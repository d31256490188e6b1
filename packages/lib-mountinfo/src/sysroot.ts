import type { Mount } from './parse.ts';
import { mountAt, mountHolding } from './table.ts';

/**
 * Whether a table read below `sysroot` is this kernel's own, of a chroot that was prepared with bind mounts, and not the
 * captured text of another machine: then it lists the very proc it was read from. `mounts` is the table as it was read.
 */
export function isLiveSysroot(mounts: readonly Mount[], sysroot: string): boolean {
  return sysroot === '/' || mountAt(mounts, `${sysroot}/proc`)?.fstype === 'proc';
}

/**
 * The mounts below `sysroot` as the machine below it names them. What is mounted elsewhere is left out, and so is what
 * is attached to a directory that another mount covers.
 */
export function mountsBelow(mounts: readonly Mount[], sysroot: string): readonly Mount[] {
  if (sysroot === '/') return mounts;
  const base = mountHolding(mounts, sysroot);
  const inside = new Set(base ? [base.id] : []);
  // Several passes: a mount that was moved may stand before the one that it is attached to.
  for (let before = -1; before !== inside.size; ) {
    before = inside.size;
    for (const mount of mounts) if (inside.has(mount.parent) && isBelow(mount, sysroot)) inside.add(mount.id);
  }
  return mounts
    .filter((mount) => inside.has(mount.id) && isBelow(mount, sysroot))
    .map((mount) => ({ ...mount, mountpoint: mount.mountpoint.slice(sysroot.length) || '/' }));
}

function isBelow(mount: Mount, sysroot: string): boolean {
  return mount.mountpoint === sysroot || mount.mountpoint.startsWith(`${sysroot}/`);
}
