import type { Partuuid } from '@twinroot/lib-blockdev';
import type { EachOpen } from '@twinroot/lib-member';
import { type Registry, readRegistry } from '@twinroot/lib-registry';
import { newestRegistry } from '../decide/newer-list.ts';

/**
 * The newest registry of a mirror that has a source among its members: it says of which set a source is that has no registry itself,
 * and who left.
 *
 * @param each of the mirrors, which are open
 * @returns null: none has
 */
export async function claimsOf(each: EachOpen, source: Partuuid | null): Promise<Registry | null> {
  const read = await each(async ({ path }) => readRegistry(path));
  const registries = read.flatMap((end) =>
    end.kind === 'done' && end.value?.kind === 'registry' ? [end.value.registry] : [],
  );
  return newestRegistry(
    registries.filter(({ members }) => members.some(({ partuuid }) => partuuid === source)),
  );
}
