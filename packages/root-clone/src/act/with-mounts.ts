import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failureText } from '@twinroot/lib-failure';
import { type DeviceMount, mountDevice, unmount } from '@twinroot/lib-mount';
import { runTool } from '@twinroot/lib-tool';
import type { CloneContext } from '../clone-context.ts';

/**
 * Mounts file systems, parents first, and unmounts them whatever comes of it. A mount point that is missing is made: the first
 * below the directory that was given, the others on the file system that is mounted there by then.
 *
 * @throws {ToolError} with what mount(8) or umount(8) said
 * @throws {Error} when a mount point is a symlink: it leads elsewhere
 */
export async function withMounts<T>(
  { sysroot, message }: CloneContext,
  mounts: readonly DeviceMount[],
  use: () => Promise<T>,
): Promise<T> {
  const mounted: string[] = [];
  const unmountAll = async () => {
    for (const target of mounted.toReversed()) await unmount(target);
  };
  try {
    for (const mount of mounts) {
      const target = join(sysroot, mount.target);
      makeMountPoint(target);
      message.debug(`mounting ${mount.device} at ${target}`);
      await makeMissingSubvolume({ ...mount, target });
      await mountDevice({ ...mount, target });
      mounted.push(target);
    }
    const result = await use();
    await unmountAll();
    return result;
  } catch (error) {
    // This failure is the one to tell.
    await unmountAll().catch((failure: unknown) => message.warning(`${failureText(failure)}, ignoring`));
    throw error;
  }
}

function makeMountPoint(path: string): void {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present === undefined) mkdirSync(path, { recursive: true, mode: 0o755 });
  else if (!present.isDirectory())
    throw new Error(`${path} is not a directory: nothing can be mounted there`);
}

/** A new btrfs has no subvolumes yet: the one that is to be mounted is made, with the directories above it. */
async function makeMissingSubvolume({ device, target, fstype, options }: DeviceMount): Promise<void> {
  const name = /(?:^|,)subvol=([^,]+)/.exec(options)?.[1] ?? '/';
  if (fstype !== 'btrfs' || name === '/') return;
  await mountDevice({ device, target, fstype, options: 'subvolid=5' });
  try {
    const path = join(target, name);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    await runTool('btrfs', ['subvolume', 'create', path]);
  } finally {
    await unmount(target);
  }
}
