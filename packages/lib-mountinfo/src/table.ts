import type { Mount } from './parse.ts';

/** Whether the mount waits for somebody to look below it. Nothing below an autofs may be touched to find out. */
export function isAutofs(mount: Mount): boolean {
  return mount.fstype === 'autofs';
}

/** Whether nothing can be written through this mount: itself or its whole file system is read-only. */
export function isReadOnly(mount: Mount): boolean {
  return mount.options.includes('ro') || mount.superOptions.includes('ro');
}

/**
 * The mount whose root a look-up of exactly this path arrives at: the top of a stack; null when the path is not a
 * mount point, or lies below a directory that another mount covers. `path` is absolute, without `.`, `..` and symlinks.
 */
export function mountAt(mounts: readonly Mount[], path: string): Mount | null {
  const wanted = components(path);
  const mount = lookUp(attachmentsOf(mounts), wanted);
  return mount?.mountpoint === `/${wanted.join('/')}` ? mount : null;
}

/** The mount that holds this path: the one a look-up ends in, wherever it is mounted. */
export function mountHolding(mounts: readonly Mount[], path: string): Mount | null {
  return lookUp(attachmentsOf(mounts), components(path));
}

/** The mounts that a path leads to, in the order of the table: not what is covered by another mount. */
export function visibleMounts(mounts: readonly Mount[]): readonly Mount[] {
  const attached = attachmentsOf(mounts);
  attached.visible ??= mounts.filter(
    (mount) => !isDeleted(mount) && lookUp(attached, components(mount.mountpoint)) === mount,
  );
  return attached.visible;
}

/** The visible mounts of a whole file system: a bind of a directory of it (another root than `/`) is none. */
export function mountsOf(mounts: readonly Mount[], majmin: string): readonly Mount[] {
  return visibleMounts(mounts).filter((mount) => mount.majmin === majmin && mount.root === '/');
}

/** A directory on the way to a mount point. */
interface Place {
  readonly below: Map<string, Place>;
  /** What is mounted there, by the id of the mount that it is attached to. */
  readonly mounts: Map<number | 'none' | 'root', Mount>;
}

/**
 * Which mount is attached to which, and where. By directories, because a table may have thousands of mounts, each in another:
 * by whole paths each look-up would take as long as all of them are.
 */
interface Attachments {
  readonly root: Mount | null;
  readonly top: Place;
  visible: readonly Mount[] | null;
}

/** The kernel marks a mount point that was unlinked so (fs/d_path.c); no path leads there any more. */
function isDeleted({ mountpoint }: Mount): boolean {
  return mountpoint.endsWith('//deleted');
}

const newPlace = (): Place => ({ below: new Map(), mounts: new Map() });

/** Of each table that was looked into, once. */
const known = new WeakMap<readonly Mount[], Attachments>();

function attachmentsOf(mounts: readonly Mount[]): Attachments {
  const earlier = known.get(mounts);
  if (earlier) return earlier;
  const found = attachments(mounts);
  known.set(mounts, found);
  return found;
}

function attachments(mounts: readonly Mount[]): Attachments {
  const top = newPlace();
  const listed = new Set(mounts.map((mount) => mount.id));
  for (const mount of mounts) {
    // The kernel's first mount is its own parent.
    if (mount.id === mount.parent || isDeleted(mount)) continue;
    // In a chroot, the mount that holds the root directory is not listed itself, though mounts are attached to it.
    const parent = listed.has(mount.parent) ? mount.parent : mount.mountpoint === '/' ? 'none' : 'root';
    placeOf(top, mount.mountpoint).mounts.set(parent, mount);
  }
  const bottom = mounts.find(
    (mount) => mount.mountpoint === '/' && (mount.id === mount.parent || !listed.has(mount.parent)),
  );
  return { root: bottom ? topOf(top, bottom) : null, top, visible: null };
}

function placeOf(top: Place, path: string): Place {
  let place = top;
  for (const name of components(path)) {
    const next: Place = place.below.get(name) ?? newPlace();
    place.below.set(name, next);
    place = next;
  }
  return place;
}

/** Walks as the kernel does (fs/namei.c): at each directory, over to what is mounted there, and again. */
function lookUp({ root, top }: Attachments, path: readonly string[]): Mount | null {
  let mount = root;
  let place = top;
  for (const name of path) {
    const below = place.below.get(name);
    if (!below) return mount;
    place = below;
    const own = mount && place.mounts.get(mount.id);
    const next: Mount | undefined = own ?? (mount === root ? place.mounts.get('root') : undefined);
    if (next) mount = topOf(place, next);
  }
  return mount;
}

function topOf({ mounts }: Place, mount: Mount): Mount {
  const seen = new Set<Mount>();
  let top = mount;
  // A damaged table may hold a ring.
  while (!seen.has(top)) {
    seen.add(top);
    top = mounts.get(top.id) ?? top;
  }
  return top;
}

function components(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
