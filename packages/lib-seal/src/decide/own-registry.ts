import type { ReadRegistry, RegistryText } from '@twinroot/lib-registry';

/** The registry of a partition that is its own: one that does not name it was copied there, or is of another set. */
export function ownRegistry(found: RegistryText | null, partuuid: string): ReadRegistry | null {
  if (found?.kind !== 'registry') return null;
  return found.registry.members.some((member) => member.partuuid === partuuid) ? found : null;
}
