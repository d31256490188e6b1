import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  deleteSubvolume,
  readSubvolumes,
  setDefaultSubvolume,
  setReadOnly,
  snapshotSubvolume,
} from '@twinroot/lib-btrfs';
import { makingPrefix, unfinishedAmong } from '@twinroot/lib-generation';
import type { GenerationPlan } from '../decide/generation-plan.ts';

/** Of the top of each btrfs: BTRFS_FS_TREE_OBJECTID. */
const topId = 5;

/**
 * Makes the snapshots of a generation, in a directory whose name is no id.
 *
 * @param top where the top of the btrfs is reached
 * @throws {ToolError} with what btrfs(8) said
 */
export async function makeSnapshots(top: string, { making, snapshots }: GenerationPlan): Promise<void> {
  mkdirSync(join(top, making));
  for (const { from, name } of snapshots) await snapshotSubvolume(join(top, from), join(top, making, name));
}

/**
 * Takes away generations that were being made, with all that is in them.
 *
 * @param making their directories below the top
 * @throws {ToolError} with what btrfs(8) said
 */
export async function takeAway(top: string, making: readonly string[]): Promise<void> {
  if (making.length === 0) return;
  const { all, readOnly, defaultId } = await readSubvolumes(top);
  const isIn = ({ path }: { readonly path: string }) => making.some((one) => path.startsWith(`${one}/`));
  // btrfs deletes no default one; what it was before a command has made this one is not known any more.
  if (all.some((one) => one.id === defaultId && isIn(one))) await setDefaultSubvolume(topId, top);
  for (const directory of making) {
    if (!existsSync(join(top, directory))) continue;
    // What a command has made inside of another goes before that.
    const own = all
      .filter(({ path }) => path.startsWith(`${directory}/`))
      .toSorted((a, b) => b.path.length - a.path.length);
    for (const { id, path } of own) if (readOnly.has(id)) await setReadOnly(join(top, path), false);
    for (const { path } of own) await deleteSubvolume(join(top, path));
    rmSync(join(top, directory), { recursive: true });
  }
}

/** What runs that were killed have left: directories in snapshots/. The caller has the lock, so nobody is at work on them. */
export function leftovers(top: string): readonly string[] {
  const snapshots = join(top, 'snapshots');
  if (!existsSync(snapshots)) return [];
  return unfinishedAmong(readdirSync(snapshots), [makingPrefix]).map((name) => `snapshots/${name}`);
}
