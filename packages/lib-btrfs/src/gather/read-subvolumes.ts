import { runTool } from '@twinroot/lib-tool';
import { parseDefault, parseIds, parseSubvolumes, type Subvolume } from '../decide/parse-subvolumes.ts';

/** All subvolumes of a btrfs. */
export interface Subvolumes {
  readonly all: readonly Subvolume[];
  /** Ids of those that can only be read. */
  readonly readOnly: ReadonlySet<number>;
  /** Id of the one that is mounted where none is named. */
  readonly defaultId: number;
}

/**
 * Reads the subvolumes of a btrfs.
 *
 * @param top where its top is mounted, absolute
 * @throws {ToolError} without btrfs(8), where it is no btrfs, or without the right to
 */
export async function readSubvolumes(top: string, signal?: AbortSignal): Promise<Subvolumes> {
  const options = signal ? { signal } : {};
  const btrfs = (...args: readonly string[]) => runTool('btrfs', ['subvolume', ...args, top], options);
  const [all, readOnly, own] = await Promise.all([
    btrfs('list', '-qu'),
    btrfs('list', '-r'),
    btrfs('get-default'),
  ]);
  return { all: parseSubvolumes(all), readOnly: parseIds(readOnly), defaultId: parseDefault(own) };
}
