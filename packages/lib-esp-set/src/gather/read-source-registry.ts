import { errorCode, failureText } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import { checkMember, faultOfPartition, namespaceOnce, openMember } from '@twinroot/lib-member';
import { readRegistry } from '@twinroot/lib-registry';
import { presentMember } from '../decide/member.ts';
import type { SourcePartition } from '../decide/source-partitions.ts';
import { type SourceRegistry, sourceRegistryOf } from '../decide/source-registry.ts';

/**
 * Reads the registry of the source: the first of these partitions that has one tells. One that is not mounted is mounted for that
 * read-only, where nobody else sees it, which only root can; of a captured machine it is not looked at.
 *
 * @throws {ToolError} ABORT
 * @throws {NodeJS.ErrnoException} a failure that is not the partition's, as EMFILE
 */
export async function readSourceRegistry(
  machine: Machine,
  partitions: readonly SourcePartition[],
  signal: AbortSignal,
): Promise<SourceRegistry> {
  let found: SourceRegistry = { kind: 'none', why: 'the source has no registry loader/esp-sync' };
  for (const partition of partitions) {
    const next = await readOne(machine, partition, signal);
    if (next.kind === 'registry') return next;
    if (found.kind === 'none') found = next;
  }
  return found;
}

async function readOne(
  machine: Machine,
  partition: SourcePartition,
  signal: AbortSignal,
): Promise<SourceRegistry> {
  const { device, kind, evidence, member_by } = partition;
  const { partuuid } = device;
  const part = { role: 'booted', kind, evidence, member_by } as const;
  const member = presentMember(machine, device, part, () => false);
  const name = member.mountpoint ?? device.path;
  const none = (why: string): SourceRegistry => ({ kind: 'none', why: `${name} has no registry: ${why}` });
  const fault = faultOfPartition(member, device);
  if (partuuid === null || fault !== null) return none(fault ?? `${device.path} has no PARTUUID`);
  const check = checkMember(member, machine, 'read');
  if (check.kind === 'unmounted' && !machine.live) return none('it is not mounted');
  const unread = (why: string): SourceRegistry => ({
    kind: 'unusable',
    why: `the registry loader/esp-sync of ${name} cannot be read: ${why}`,
  });
  if (check.kind === 'unmounted' && process.getuid?.() !== 0)
    return unread('it is not mounted, and only root can mount it for that');
  const namespace = namespaceOnce(signal);
  try {
    const open = await openMember({ machine, namespace: namespace.open }, member, {
      use: 'read',
      fsck: false,
    });
    if (!('path' in open)) return unread(open.kind === 'missing' ? 'it is missing' : open.reason);
    try {
      return sourceRegistryOf(readRegistry(open.path), name, partuuid);
    } finally {
      await open.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    // Whoever captured a machine did not capture what was mounted in it.
    if (!machine.live && errorCode(error) === 'ENOENT') return none('it was not captured');
    return unread(failureText(error));
  } finally {
    await namespace.close();
  }
}
