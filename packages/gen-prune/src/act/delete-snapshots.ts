import { existsSync, readdirSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { deleteSubvolume, readSubvolumes } from '@twinroot/lib-btrfs';
import { renameDurably, saysNoRoom } from '@twinroot/lib-durable';
import { errorCode, type Refusal, refused } from '@twinroot/lib-failure';
import { goingPrefix, makingPrefix, type OpenTop } from '@twinroot/lib-generation';

/** What of the top is needed to delete something of it. */
export type TopToDelete = Pick<OpenTop, 'path' | 'readMounts'>;

/**
 * Deletes a generation. Its directory gets another name first: from then on it is none, whatever is deleted of it, and nobody finds it
 * to mount it. Who has done that before is found then, and it gets its name back. A btrfs without room for metadata renames nothing, and
 * deletes subvolumes all the same: then it is deleted under its own name.
 *
 * @returns names in its directory that are no subvolumes, and stay there
 * @throws {ToolError} with what btrfs(8) said
 * @throws {NodeJS.ErrnoException} ENOSPC, EROFS
 */
export async function deleteGeneration(top: TopToDelete, id: string): Promise<readonly string[] | Refusal> {
  const [place, going] = [join(top.path, 'snapshots', id), `${goingPrefix}${id}`];
  try {
    await renameDurably(place, join(top.path, 'snapshots', going));
  } catch (error) {
    if (saysNoRoom(error)) return deleteLeft(top, id);
    throw error;
  }
  try {
    const left = await deleteLeft(top, going);
    if (!('kind' in left)) return left;
    await renameDurably(join(top.path, 'snapshots', going), place);
    return left;
  } catch (error) {
    // It is none any more once its root is gone, and one that is whole is to be found again.
    if ((await subvolumesIn(top.path, going)).some((path) => path.endsWith('/@')))
      await renameDurably(join(top.path, 'snapshots', going), place);
    throw error;
  }
}

/**
 * Deletes what was left of a generation.
 *
 * @param name in snapshots/, with the prefix that says that it is none, where it could be renamed
 * @returns as deleteGeneration
 * @throws as deleteGeneration
 */
export async function deleteLeft(top: TopToDelete, name: string): Promise<readonly string[] | Refusal> {
  const place = join(top.path, 'snapshots', name);
  // btrfs deletes a subvolume that is mounted without a word.
  const mount = top.readMounts().find(({ root }) => root.startsWith(`/snapshots/${name}/`));
  if (mount !== undefined) return refused(`it is mounted on ${mount.mountpoint}`);
  const paths = await subvolumesIn(top.path, name);
  const isNested = paths.some((path) => path.split('/').length > 3);
  if (isNested && !name.startsWith(makingPrefix)) return refused('there are subvolumes in it');
  // The root last: without it the rest would be lost for good, and what is in another one before that.
  const depth = (path: string) => path.split('/').length + (path.endsWith('/@') ? 0 : 0.5);
  for (const path of paths.toSorted((one, other) => depth(other) - depth(one)))
    await deleteSubvolume(join(top.path, path));
  if (name.startsWith(makingPrefix)) {
    rmSync(place, { recursive: true });
    return [];
  }
  const left = readdirSync(place);
  if (left.length === 0) rmdirSync(place);
  else if (name.startsWith(goingPrefix))
    await renameDurably(place, join(top.path, 'snapshots', name.slice(goingPrefix.length)));
  return left;
}

async function subvolumesIn(top: string, name: string): Promise<readonly string[]> {
  const { all } = await readSubvolumes(top);
  return all.flatMap(({ path }) => (path.startsWith(`snapshots/${name}/`) ? [path] : []));
}

/**
 * Deletes a directory of links, and nothing but links. It gets another name first, by which it is known to be of no use.
 *
 * @param name in links/; it need not be there any more
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {NodeJS.ErrnoException} EROFS, EIO
 */
export async function deleteLinks(top: string, name: string): Promise<void> {
  const own = join(top, 'links', name);
  let place = own;
  if (!name.startsWith('.'))
    try {
      place = join(top, 'links', `${goingPrefix}${name}`);
      await renameDurably(own, place);
    } catch (error) {
      if (!saysNoRoom(error)) throw error;
      place = own;
    }
  // What a run has left half made has been made anew meanwhile.
  if (!existsSync(place)) return;
  for (const entry of readdirSync(place, { withFileTypes: true }))
    if (entry.isSymbolicLink()) unlinkSync(join(place, entry.name));
  try {
    rmdirSync(place);
  } catch (error) {
    // What is no link is somebody's.
    if (errorCode(error) !== 'ENOTEMPTY') throw error;
  }
}
