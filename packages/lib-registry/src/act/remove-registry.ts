import { lstatSync } from 'node:fs';
import { applyOperation } from '@twinroot/lib-tree';
import { registryPath } from '../decide/registry-path.ts';

/**
 * Removes the registry of a member, durably: it is of no set then. Where there is none, nothing is written.
 *
 * @param root of the member, absolute
 * @throws {DurableError} what was attempted, with the system's code
 */
export async function removeRegistry(root: string): Promise<void> {
  const stat = lstatSync(`${root}/${registryPath}`, { throwIfNoEntry: false });
  if (stat === undefined) return;
  const target = { source: root, mirror: root, verify: true };
  await applyOperation({ op: 'delete', path: registryPath, size: stat.size }, target);
}
