import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { DurableError, renamedError } from '@twinroot/lib-durable';
import { applyOperation } from '@twinroot/lib-tree';
import { checkRegistry } from '../decide/check-registry.ts';
import { formatRegistry } from '../decide/format-registry.ts';
import { obstacleText } from '../decide/obstacle.ts';
import type { ReadRegistry } from '../decide/parse-registry.ts';
import type { Registry } from '../decide/registry.ts';
import { registryPath } from '../decide/registry-path.ts';

/** A member that is open. */
export interface RegistryPlace {
  /** What everything below it is reached by, absolute. */
  readonly path: string;
  /** What people know it by. */
  readonly name: string;
}

/**
 * Writes the registry of a member by one durable replace: after a power cut it is the old or the new one. Where nothing has changed
 * since it was read, nothing is written.
 *
 * @param read as it was read; null: there was none that counts
 * @returns the registry as it is there now
 * @throws {UnreadableLine} when it would not be read again, as it is longer than the limits
 * @throws {DurableError} what was attempted, with the system's code; the member is named as people know it
 */
export async function writeRegistry(
  member: RegistryPlace,
  registry: Registry,
  read: ReadRegistry | null,
): Promise<ReadRegistry> {
  const text = formatRegistry(registry, read);
  if (text === read?.text) return read;
  checkRegistry(registry);
  try {
    await replace(member.path, text, isReplaced(member.path));
  } catch (error) {
    throw named(error, member);
  }
  return { kind: 'registry', registry, text };
}

/**
 * Finds out whether a registry can be written as far as the room for it goes, and what is in its place; nothing is written. The old one
 * is there until the new one is whole, so that both need room.
 *
 * @param member with the bytes that were free when it was opened, and those of a cluster
 * @throws as writeRegistry does in these cases
 */
export function checkRegistryRoom(
  member: RegistryPlace & { readonly free: number; readonly cluster: number },
  registry: Registry,
  read: ReadRegistry | null,
): void {
  const text = formatRegistry(registry, read);
  if (text === read?.text) return;
  checkRegistry(registry);
  try {
    isReplaced(member.path);
    const { free, cluster } = member;
    const directory = isThere(`${member.path}/${dirname(registryPath)}`) ? 0 : cluster;
    const needed = Math.ceil(Buffer.byteLength(text) / cluster) * cluster + directory;
    if (needed > free)
      throw new DurableError('SYSTEM', registryPath, `${needed} bytes are needed`, { errno: 'ENOSPC' });
  } catch (error) {
    throw named(error, member);
  }
}

/** @throws {DurableError} EXISTS when what is in its place is no file */
function isReplaced(root: string): boolean {
  const stat = lstatSync(`${root}/${registryPath}`, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile())
    throw new DurableError('EXISTS', registryPath, `cannot write the registry: ${obstacleText(stat)}`);
  return stat !== undefined;
}

async function replace(root: string, text: string, replaces: boolean): Promise<void> {
  const target = { source: root, mirror: root, verify: true };
  const directory = dirname(registryPath);
  if (!isThere(`${root}/${directory}`)) await applyOperation({ op: 'mkdir', path: directory }, target);
  const bytes = Buffer.from(text, 'utf8');
  const mtime = Math.floor(Date.now() / 1000);
  await applyOperation({ op: 'write', path: registryPath, bytes, mtime, replaces }, target);
}

/** A failure under the name of the member, with what to do where nothing is wrong but the room. */
function named(error: unknown, { path, name }: RegistryPlace): DurableError {
  const known = renamedError(error, `${name}/${registryPath}`, new Map([[path, name]]));
  if (known.code === 'EXISTS')
    return new DurableError('EXISTS', known.path, `${known.path}: ${known.message}`);
  if (known.errno !== 'ENOSPC') return known;
  return new DurableError(
    known.code,
    known.path,
    `there is no room on ${name} for its registry ${registryPath}: delete what is not needed there, such as an old kernel, and try again`,
    { errno: known.errno },
  );
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
