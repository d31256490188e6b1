import { runTool } from '@twinroot/lib-tool';

/** A commit of a btrfs on a slow disk, with much to write, takes minutes. */
const limit = { timeoutSeconds: 600 } as const;

/**
 * Makes an empty subvolume; nothing may be there.
 *
 * @throws {ToolError} with what btrfs(8) said
 */
export async function createSubvolume(path: string): Promise<void> {
  await runTool('btrfs', ['subvolume', 'create', '--', path], limit);
}

/**
 * Makes a writable snapshot of a subvolume. Subvolumes in it are empty directories of the snapshot.
 *
 * @param path of the new one; nothing may be there
 * @throws {ToolError} with what btrfs(8) said
 */
export async function snapshotSubvolume(source: string, path: string): Promise<void> {
  await runTool('btrfs', ['subvolume', 'snapshot', '--', source, path], limit);
}

/**
 * Lets a subvolume only be read, or be written again. What has a file of it open for writing can still write: it has to be gone before.
 *
 * @throws {ToolError} with what btrfs(8) said
 */
export async function setReadOnly(path: string, isReadOnly: boolean): Promise<void> {
  await runTool('btrfs', ['property', 'set', '-t', 'subvol', '--', path, 'ro', String(isReadOnly)], limit);
}

/**
 * Deletes a subvolume, one that can only be read, too. btrfs deletes one that is mounted without a word: the caller looks before. The
 * space is free when the file system has cleaned up after it.
 *
 * @param path absolute; through `/proc/PID/root` it is one in the mount namespace of that process
 * @throws {ToolError} with what btrfs(8) said: it has others in it, or is the default
 */
export async function deleteSubvolume(path: string): Promise<void> {
  await runInside(path, (inside) => ['subvolume', 'delete', '--commit-after', '--', inside]);
}

/**
 * Lets a subvolume be the one that is mounted where none is named.
 *
 * @param id 5: the top
 * @param path of a directory of the btrfs, as deleteSubvolume
 * @throws {ToolError} with what btrfs(8) said
 */
export async function setDefaultSubvolume(id: number, path: string): Promise<void> {
  await runInside(path, (inside) => ['subvolume', 'set-default', String(id), inside]);
}

/**
 * Waits until a btrfs has cleaned up after all subvolumes that were deleted: what only they had is free then.
 *
 * @param path of a directory of it, as deleteSubvolume
 * @throws {ToolError} with what btrfs(8) said
 */
export async function waitForDeleted(path: string): Promise<void> {
  await runInside(path, (inside) => ['subvolume', 'sync', inside]);
}

async function runInside(path: string, argsOf: (inside: string) => readonly string[]): Promise<void> {
  // btrfs(8) asks realpath(3), for which /proc/PID/root is a link to / (cmds/subvolume.c, cmd_subvolume_delete).
  const [, pid, inside = path] = /^\/proc\/(\d+)\/root(\/.*)$/s.exec(path) ?? [];
  const args = [...argsOf(inside)];
  if (pid === undefined) await runTool('btrfs', args, limit);
  else await runTool('nsenter', ['--target', pid, '--mount', '--root', '--', 'btrfs', ...args], limit);
}
