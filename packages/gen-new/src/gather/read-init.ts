import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fstabOf, type OpenTop } from '@twinroot/lib-generation';
import { isOwnDirectory, namesIn } from '@twinroot/lib-sysroot';
import { runTool } from '@twinroot/lib-tool';
import { initTemplate, newCommons } from '../decide/init-template.ts';

/** The template of the fstabs of all generations. */
export interface Template {
  /** One character each byte. */
  readonly text: string;
  /** Whether it is at the top already. */
  readonly isThere: boolean;
}

/**
 * Names at the top of a btrfs, with the names in those that are directories.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function readNames(top: string): ReadonlyMap<string, readonly string[]> {
  const own = readdirSync(top, { withFileTypes: true });
  return new Map(own.map((entry) => [entry.name, entry.isDirectory() ? namesIn(join(top, entry.name)) : []]));
}

/**
 * The template that is at the top already, or one that is made out of the fstab of a root.
 *
 * @param old the root, as it is reached; null: there is none
 * @throws {ToolError} with what blkid(8) said
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function readTemplate(
  { path, device, rootSubvolume }: OpenTop,
  old: string | null,
): Promise<Template> {
  const there = readIfFile(join(path, 'fstab'));
  // In a root that is the top, a file of this name may be anything.
  if (there !== null && (rootSubvolume !== '' || fstabOf(there, 'ID').kind === 'fstab'))
    return { text: there, isThere: true };
  const own = old !== null && isOwnDirectory(old, 'etc') ? (readIfFile(join(old, 'etc/fstab')) ?? '') : '';
  const uuid = (await runTool('blkid', ['-o', 'value', '-s', 'UUID', '--', device])).trim();
  const commons = newCommons(own, (directory) => old === null || isOwnDirectory(old, directory));
  return { text: initTemplate(own, uuid, commons), isThere: false };
}

function readIfFile(path: string): string | null {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'latin1') : null;
}
