import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSubvolume, deleteSubvolume } from '@twinroot/lib-btrfs';
import { renameDurably } from '@twinroot/lib-durable';
import { isOwnDirectory } from '@twinroot/lib-sysroot';
import { runTool } from '@twinroot/lib-tool';
import { commonSubvolume } from '../decide/init-template.ts';

/** Copies of a home may be large, and of another file system. */
const limit = { timeoutSeconds: 24 * 3600 } as const;

/**
 * Makes the subvolumes that all generations have in common, with what the root has at their places. One that is there already stays as it
 * is; it gets its name when all is in it.
 *
 * @param top where the top of the btrfs is reached
 * @param root of which they are filled; null: they stay empty
 * @throws {ToolError} with what btrfs(8) or cp(1) said
 */
export async function makeCommons(
  top: string,
  directories: readonly string[],
  root: string | null,
): Promise<void> {
  mkdirSync(join(top, 'commons'), { recursive: true });
  for (const directory of directories) {
    const path = join(top, commonSubvolume(directory));
    if (existsSync(path)) continue;
    const making = join(top, 'commons', `.new-${directory.replaceAll('/', '@')}`);
    if (existsSync(making)) await deleteSubvolume(making);
    await createSubvolume(making);
    if (root !== null && isOwnDirectory(root, directory))
      await runTool('cp', ['--archive', '--reflink=auto', '--', `${join(root, directory)}/.`, making], limit);
    await renameDurably(making, path);
  }
}

/**
 * Empties the places in a new root over which something common is mounted: what is in them would be kept with each generation.
 *
 * @throws {ToolError} with what find(1) said
 */
export async function emptyCommons(root: string, directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    const path = join(root, directory);
    if (isOwnDirectory(root, directory) && readdirSync(path).length > 0)
      await runTool('find', [path, '-xdev', '-mindepth', '1', '-delete'], limit);
  }
}
