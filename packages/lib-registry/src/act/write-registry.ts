import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { applyOperation } from '@twinroot/lib-tree';
import { checkRegistry } from '../decide/check-registry.ts';
import { formatRegistry } from '../decide/format-registry.ts';
import type { ReadRegistry } from '../decide/parse-registry.ts';
import type { Registry } from '../decide/registry.ts';
import { registryPath } from '../decide/registry-path.ts';

/**
 * Writes the registry of a member by one durable replace: after a power cut it is the old or the new one. Where nothing has changed
 * since it was read, nothing is written.
 *
 * @param root of the member, absolute
 * @param read as it was read; null: there was none that counts
 * @returns the registry as it is there now
 * @throws {UnreadableLine} when it would not be read again, as it is longer than the limits
 * @throws {DurableError} what was attempted, with the system's code
 */
export async function writeRegistry(
  root: string,
  registry: Registry,
  read: ReadRegistry | null,
): Promise<ReadRegistry> {
  const text = formatRegistry(registry, read);
  if (text === read?.text) return read;
  checkRegistry(registry);
  const target = { source: root, mirror: root, verify: true };
  const directory = dirname(registryPath);
  if (!isThere(`${root}/${directory}`)) await applyOperation({ op: 'mkdir', path: directory }, target);
  const bytes = Buffer.from(text, 'utf8');
  const replaces = isThere(`${root}/${registryPath}`);
  const mtime = Math.floor(Date.now() / 1000);
  await applyOperation({ op: 'write', path: registryPath, bytes, mtime, replaces }, target);
  return { kind: 'registry', registry, text };
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
