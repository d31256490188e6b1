import { lstatSync } from 'node:fs';
import { runTool } from '@twinroot/lib-tool';
import type { StepResult } from '../decide/step-result.ts';
import { defaultSubvolumeOf, subvolumeIdOf } from '../gather/read-subvolumes.ts';

/**
 * Makes a subvolume; what is in it comes by its copy.
 *
 * @throws {ToolError} with what btrfs(8) said, ENOENT without it
 * @throws {Error} when something is there that is none: what it holds is not ours to move
 */
export async function makeSubvolume(path: string): Promise<StepResult> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present === undefined) {
    await runTool('btrfs', ['subvolume', 'create', path]);
    return { state: 'done' };
  }
  // The topmost directory of each has this inode (BTRFS_FIRST_FREE_OBJECTID).
  if (present.isDirectory() && present.ino === 256) return { state: 'same' };
  throw new Error(`${path} is there, and is not a subvolume: remove it`);
}

/**
 * Makes a subvolume of the clone the one that is mounted where nothing is said.
 *
 * @param root a directory of the clone's root
 * @throws {ToolError} with what btrfs(8) said, ENOENT without it
 */
export async function setDefaultSubvolume(root: string, wanted: 'root' | 'top'): Promise<StepResult> {
  const id = wanted === 'top' ? '5' : await subvolumeIdOf(root);
  if ((await defaultSubvolumeOf(root)) === id) return { state: 'same' };
  await runTool('btrfs', ['subvolume', 'set-default', id, root]);
  return { state: 'done' };
}
