import { readSubvolumes, type Subvolumes } from '@twinroot/lib-btrfs';
import { type Layout, layoutOf, type TopFound } from '../decide/layout.ts';
import type { OpenTop } from './open-top.ts';
import { readTop } from './read-top.ts';

/** A tree of generations, as it was found, and what it means. */
export interface Tree {
  readonly found: TopFound;
  readonly layout: Layout;
  readonly subvolumes: Subvolumes;
}

/**
 * Reads the tree of generations; null: there is no directory snapshots/.
 *
 * @throws {ToolError} without btrfs(8), or ABORT
 */
export async function readTree({ path }: Pick<OpenTop, 'path'>, signal?: AbortSignal): Promise<Tree | null> {
  const subvolumes = await readSubvolumes(path, signal);
  const found = readTop(path, subvolumes);
  return found === null ? null : { found, layout: layoutOf(found), subvolumes };
}
