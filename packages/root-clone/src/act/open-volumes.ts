import { constants, lstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { mountIdOfFile } from '@twinroot/lib-mountinfo';
import { type Volume, volumeHolding } from '../decide/volumes.ts';

/** The volumes of a clone, held open: whatever becomes of their mounts, what is written goes there, or nowhere. */
export interface OpenVolumes {
  /** The open directory of a volume. */
  file(volume: Volume): number;
  /**
   * Where a path of the clone is reached, by this process and its children.
   *
   * @throws {Error} when a directory on the way is a symlink: it would lead out of the clone
   */
  path(path: string): string;
  /** The mount points of the volumes, by the directories through which they are reached: what messages name instead. */
  readonly names: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * Opens the volumes, and makes sure that what was opened is what was judged.
 *
 * @throws {Error} when another file system is mounted there by now
 */
export async function openVolumes(volumes: readonly Volume[], sysroot: string): Promise<OpenVolumes> {
  const opened = new Map<Volume, FileHandle>();
  const close = async () => {
    for (const file of opened.values()) await file.close();
  };
  try {
    for (const volume of volumes) {
      const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
      const file = await open(join(sysroot, volume.mountpoint), flags);
      opened.set(volume, file);
      if (mountIdOfFile(file.fd) !== volume.mount.id)
        throw new Error(`the mount at ${volume.mountpoint} has just changed`);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const file = (volume: Volume) => {
    const handle = opened.get(volume);
    if (!handle) throw new Error(`${volume.mountpoint} is not open`);
    return handle.fd;
  };
  const names = new Map(volumes.map((volume) => [reachOf(file(volume)), volume.mountpoint]));
  return { file, path: (path) => pathIn(volumes, file, path), names, close };
}

function pathIn(volumes: readonly Volume[], file: (volume: Volume) => number, path: string): string {
  const volume = volumeHolding(volumes, path);
  if (!volume) throw new Error(`${path} is not on any volume of the clone`);
  const names = path
    .slice(volume.path === '/' ? 0 : volume.path.length)
    .split('/')
    .filter((name) => name !== '');
  const top = reachOf(file(volume));
  let at = top;
  for (const name of names.slice(0, -1)) {
    at = `${at}/${name}`;
    if (lstatSync(at, { throwIfNoEntry: false })?.isDirectory() === false)
      throw new Error(`${path} of the clone: ${at.slice(top.length)} is not a directory`);
  }
  return [top, ...names].join('/');
}

/** An open directory as a path, for children, too. */
function reachOf(file: number): string {
  return `/proc/${process.pid}/fd/${file}`;
}
