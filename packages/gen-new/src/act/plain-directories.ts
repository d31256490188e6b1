import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { deleteSubvolume, readSubvolumes, setReadOnly } from '@twinroot/lib-btrfs';
import { renameDurably } from '@twinroot/lib-durable';
import { runTool } from '@twinroot/lib-tool';
import { nestedSubvolumes } from '../decide/nested-subvolumes.ts';

/**
 * Makes directories of the empty subvolumes inside of a generation that is being made: a command has made them, as systemd-tmpfiles(8) does by
 * lines `v`, `q` and `Q`, and no snapshot would have them. Owner, mode and attributes stay.
 *
 * @param top where the top of the btrfs is reached
 * @param making its directory below the top
 * @returns places of those that are not empty, absolute as in the root
 * @throws {ToolError} with what btrfs(8) or cp(1) said
 */
export async function makePlainDirectories(
  top: string,
  making: string,
  root: string,
): Promise<readonly string[]> {
  const { all, readOnly } = await readSubvolumes(top);
  const ids = new Map(all.map(({ id, path }) => [path, id]));
  const outer = `${making}/${root}`;
  const left: string[] = [];
  // What is inside of another one is behind it.
  for (const place of nestedSubvolumes(ids.keys(), outer).toReversed()) {
    const path = join(top, outer, place);
    const plain = `${path}.gen-new`;
    if (readdirSync(path).length > 0 || existsSync(plain)) {
      left.push(place);
      continue;
    }
    const id = ids.get(`${outer}${place}`);
    if (id !== undefined && readOnly.has(id)) await setReadOnly(path, false);
    await runTool('cp', ['--archive', '--no-target-directory', '--', path, plain]);
    await deleteSubvolume(path);
    await renameDurably(plain, path);
  }
  return left.toReversed();
}
