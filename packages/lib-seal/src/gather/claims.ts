import type { Partuuid } from '@twinroot/lib-blockdev';
import type { EachOpen } from '@twinroot/lib-member';
import { type Registry, readRegistry } from '@twinroot/lib-registry';

/**
 * The registry of a mirror that has a source among its members: it says of which set a source is that has no registry itself.
 *
 * @param each of the mirrors, which are open
 * @returns null: none has
 */
export async function claimsOf(each: EachOpen, source: Partuuid | null): Promise<Registry | null> {
  const read = await each(async ({ path }) => readRegistry(path));
  for (const end of read) {
    if (end.kind !== 'done' || end.value?.kind !== 'registry') continue;
    const { registry } = end.value;
    if (registry.members.some(({ partuuid }) => partuuid === source)) return registry;
  }
  return null;
}
