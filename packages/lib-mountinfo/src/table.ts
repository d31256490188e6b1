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
  const mount = lookUp(attachments(mounts), wanted);
  return mount?.mountpoint === `/${wanted.join('/')}` ? mount : null;
}

/** The mount that holds this path: the one a look-up ends in, wherever it is mounted. */
export function mountHolding(mounts: readonly Mount[], path: string): Mount | null {
  return lookUp(attachments(mounts), components(path));
}

/** The mounts that a path leads to, in the order of the table: not what is covered by another mount. */
export function visibleMounts(mounts: readonly Mount[]): readonly Mount[] {
  const attached = attachments(mounts);
  // The kernel marks a mount point that was unlinked so (fs/d_path.c); no path leads there any more.
  return mounts.filter(
    (mount) =>
      !mount.mountpoint.endsWith('//deleted') && lookUp(attached, components(mount.mountpoint)) === mount,
  );
}

/** The visible mounts of a whole file system: a bind of a directory of it (another root than `/`) is none. */
export function mountsOf(mounts: readonly Mount[], majmin: string): readonly Mount[] {
  return visibleMounts(mounts).filter((mount) => mount.majmin === majmin && mount.root === '/');
}

/** Which mount is attached to which, and where. */
interface Attachments {
  readonly root: Mount | null;
  /** Key: id of the parent, a blank, mount point. */
  readonly children: ReadonlyMap<string, Mount>;
}

function attachments(mounts: readonly Mount[]): Attachments {
  const children = new Map<string, Mount>();
  const listed = new Set(mounts.map((mount) => mount.id));
  for (const mount of mounts) {
    // The kernel's first mount is its own parent.
    if (mount.id === mount.parent) continue;
    // In a chroot, the mount that holds the root directory is not listed itself, though mounts are attached to it.
    const parent = listed.has(mount.parent) ? mount.parent : mount.mountpoint === '/' ? 'none' : 'root';
    children.set(`${parent} ${mount.mountpoint}`, mount);
  }
  const bottom = mounts.find(
    (mount) => mount.mountpoint === '/' && (mount.id === mount.parent || !listed.has(mount.parent)),
  );
  return { root: bottom ? topOf(children, bottom, '/') : null, children };
}

/** Walks as the kernel does (fs/namei.c): at each directory, over to what is mounted there, and again. */
function lookUp({ root, children }: Attachments, path: readonly string[]): Mount | null {
  let mount = root;
  let position = '';
  for (const name of path) {
    position += `/${name}`;
    const own = mount && children.get(`${mount.id} ${position}`);
    const next: Mount | undefined = own ?? (mount === root ? children.get(`root ${position}`) : undefined);
    if (next) mount = topOf(children, next, position);
  }
  return mount;
}

function topOf(children: ReadonlyMap<string, Mount>, mount: Mount, position: string): Mount {
  const seen = new Set<Mount>();
  let top = mount;
  // A damaged table may hold a ring.
  while (!seen.has(top)) {
    seen.add(top);
    top = children.get(`${top.id} ${position}`) ?? top;
  }
  return top;
}

function components(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
