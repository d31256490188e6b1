import { lstat, mkdir, readdir, rename, symlink, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '@twinroot/lib-failure';
import { DurableError } from '../decide/durable-error.ts';
import { assertNothingAt, fsyncDirectory, removeDirectoryDurably } from './directory.ts';

/**
 * Makes a directory with symlinks in it, under a temporary name first: under its own it is never there without one of them. For file
 * systems that keep the order of rename(2) and fsync(2), as btrfs and ext4 do.
 *
 * @param temporary path in the same directory that nobody else uses; links that a run left there are taken away
 * @param links names and targets
 * @throws {DurableError} EXISTS when something is there, SYSTEM
 */
export async function makeLinkDirectoryDurably(
  path: string,
  temporary: string,
  links: ReadonlyMap<string, string>,
): Promise<void> {
  try {
    assertNothingAt(path);
    await removeLinkDirectory(temporary);
    await mkdir(temporary, 0o755);
    for (const [name, target] of links) await symlink(target, join(temporary, name));
    await fsyncDirectory(temporary);
    await rename(temporary, path);
    await fsyncDirectory(dirname(path));
  } catch (cause) {
    if (cause instanceof DurableError) throw cause;
    throw new DurableError('SYSTEM', path, `making the directory ${path}`, { cause });
  }
}

/**
 * Lets a symlink lead elsewhere, by one rename(2): at every instant it is the old one or the new one.
 *
 * @param temporary path on the same file system that nobody else uses; a link that is there is taken away
 * @throws {DurableError} EXISTS when what is there is no symlink, SYSTEM
 */
export async function replaceLinkDurably(path: string, temporary: string, target: string): Promise<void> {
  try {
    const there = await lstatIfThere(path);
    if (there !== null && !there.isSymbolicLink())
      throw new DurableError('EXISTS', path, `${path} is no symbolic link`);
    await unlink(temporary).catch(unlessMissing);
    await symlink(target, temporary);
    await fsyncDirectory(dirname(temporary));
    await rename(temporary, path);
    await fsyncDirectory(dirname(path));
    await fsyncDirectory(dirname(temporary));
  } catch (cause) {
    if (cause instanceof DurableError) throw cause;
    throw new DurableError('SYSTEM', path, `making ${path} lead to ${target}`, { cause });
  }
}

/** What a run that was cut has left, links and nothing else; a file in it is somebody's, and stays. */
async function removeLinkDirectory(path: string): Promise<void> {
  if ((await lstatIfThere(path)) === null) return;
  for (const entry of await readdir(path, { withFileTypes: true }))
    if (entry.isSymbolicLink()) await unlink(join(path, entry.name));
  await removeDirectoryDurably(path);
}

async function lstatIfThere(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    unlessMissing(error);
    return null;
  }
}

function unlessMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}
