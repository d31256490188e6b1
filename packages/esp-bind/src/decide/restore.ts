import { isReadOnly, type Mount, visibleMounts } from '@twinroot/lib-mountinfo';
import type { MountStep } from './bind-step.ts';

/**
 * How a mount that was taken away is put back, given the mounts that stay: from another place where the same is mounted,
 * or from its device. Null for what ends with its last mount (tmpfs, an automount) or needs more than mountinfo says.
 */
export function restoring(mount: Mount, kept: readonly Mount[]): MountStep | null {
  const { majmin, root, source, fstype, mountpoint: target } = mount;
  const twin = visibleMounts(kept).find((other) => other.majmin === majmin && other.root === root);
  if (twin) return { operation: 'bind', source: twin.mountpoint, target, majmin, root };
  if (root !== '/' || !source.startsWith('/dev/')) return null;
  return { operation: 'mount', source, target, fstype, options: optionsOf(mount), majmin, root };
}

/** All options of a mount; read-only when the mount or its file system is. */
function optionsOf(mount: Mount): string {
  const all = new Set([...mount.options, ...mount.superOptions]);
  all.delete('rw');
  all.delete('ro');
  return [isReadOnly(mount) ? 'ro' : 'rw', ...all].join(',');
}
