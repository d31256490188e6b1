import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { deviceOfMount } from '@twinroot/lib-machine';
import { mountAt, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';
import { runTool } from '@twinroot/lib-tool';
import type { CloneFacts } from '../decide/refuse.ts';
import { defaultIn, type Subvolume, subvolumesBelow } from '../decide/subvolumes.ts';
import { isOwnDirectory } from '../decide/volumes.ts';

/** The inode of a subvolume's topmost directory (Linux include/uapi/linux/btrfs_tree.h, BTRFS_FIRST_FREE_OBJECTID). */
const topInode = 256;

/**
 * The subvolumes of the source that lie in its volumes, and are no volumes themselves: rsync does not go into them. None of a
 * source on another machine, whose mounts nothing is known of.
 *
 * @throws {ToolError} when btrfs(8) is missing, or fails
 */
export async function readSubvolumes(facts: CloneFacts): Promise<readonly Subvolume[]> {
  const { source, volumes, mounts, sysroot } = facts;
  if (source.kind === 'remote' || !facts.live) return [];
  const shown = new Set(visibleMounts(mounts).map(({ mountpoint }) => mountpoint));
  // A subvolume may also be a volume by a mount elsewhere: it is copied there.
  const copied = new Set(volumes.flatMap(({ path }) => subvolumeName(facts, join(source.root, path)) ?? []));
  const found: Subvolume[] = [];
  for (const { path: holder } of volumes) {
    const place = join(source.root, holder);
    const mount = mountAt(mounts, place.replace(/(?<=.)\/$/, ''));
    if (mount?.fstype !== 'btrfs') continue;
    for (const { path: below, isReadOnly } of await listBelow(join(sysroot, place))) {
      const path = join(holder, below);
      const whole = join(source.root, path);
      const stat = lstatSync(join(sysroot, whole), { throwIfNoEntry: false });
      if (stat?.ino !== topInode || !stat.isDirectory() || shown.has(whole) || isOwnDirectory(path)) continue;
      if (copied.has(`${deviceOfMount(facts, mount)?.path} ${join(mount.root, below)}`)) continue;
      if (
        volumes.some(
          (volume) => volume.path !== holder && isWithin(path, volume.path) && isWithin(volume.path, holder),
        )
      )
        continue;
      found.push({ path, holder, isReadOnly });
    }
  }
  return found;
}

/**
 * What is the default subvolume of the source's root file system: its root, the topmost one, or another; null where it has none.
 *
 * @throws {ToolError} when btrfs(8) is missing, or fails
 */
export async function readDefaultSubvolume({
  source,
  mounts,
  sysroot,
  live,
}: CloneFacts): Promise<'root' | 'top' | 'other' | null> {
  if (source.kind === 'remote' || !live || mountAt(mounts, source.root)?.fstype !== 'btrfs') return null;
  const place = join(sysroot, source.root);
  const id = await defaultSubvolumeOf(place);
  if (id === '5') return 'top';
  return id === (await subvolumeIdOf(place)) ? 'root' : 'other';
}

/** The id of the default subvolume of the file system that holds a directory. */
export async function defaultSubvolumeOf(directory: string): Promise<string | null> {
  return defaultIn(await runTool('btrfs', ['subvolume', 'get-default', directory]));
}

/** The id of the subvolume that holds a directory. */
export async function subvolumeIdOf(directory: string): Promise<string> {
  return (await runTool('btrfs', ['inspect-internal', 'rootid', directory])).trim();
}

async function listBelow(
  directory: string,
): Promise<readonly { readonly path: string; readonly isReadOnly: boolean }[]> {
  const id = await subvolumeIdOf(directory);
  const list = (...options: readonly string[]) =>
    runTool('btrfs', ['subvolume', 'list', ...options, directory]);
  const all = subvolumesBelow(await list(), id);
  if (all.length === 0) return [];
  const readOnly = await list('-r');
  // Parents that can be written are not among them, so paths are compared, which end the lines.
  const isReadOnly = (path: string) => readOnly.split('\n').some((line) => line.endsWith(` path ${path}`));
  return all.map((path) => ({ path, isReadOnly: isReadOnly(path) }));
}

function subvolumeName(facts: CloneFacts, place: string): string | null {
  const mount = mountAt(facts.mounts, place.replace(/(?<=.)\/$/, ''));
  return mount?.fstype === 'btrfs' ? `${deviceOfMount(facts, mount)?.path} ${mount.root}` : null;
}
