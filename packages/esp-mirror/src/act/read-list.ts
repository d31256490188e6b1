import { randomBytes } from 'node:crypto';
import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Context, failed } from '@twinroot/lib-command';
import type { EachOpen, OpenMember, UsedMember } from '@twinroot/lib-member';
import {
  checkRegistryRoom,
  formatRegistry,
  type ReadRegistry,
  type Registry,
  type RegistryText,
  readRegistry,
  writeRegistry,
} from '@twinroot/lib-registry';
import { newerList, newestRegistry, ownRegistry } from '@twinroot/lib-seal';
import type { spec } from '../spec.ts';

/** The registry of a source, and the list of members that counts. */
export interface SourceList {
  /** What the source holds; null: it has none. */
  readonly found: RegistryText | null;
  /** The registry that says who is a member and who left; null: none does. */
  readonly list: Registry | null;
}

/**
 * Brings the list of members on a source to what its mirrors know: who joined or left while another member was booted.
 *
 * @param found what the source holds
 * @param each of the mirrors, which are open
 * @throws {CommandError} when the source itself has left, or its list is old and it cannot be written
 */
export async function readList(
  { dryRun, options, message }: Context<typeof spec>,
  source: { readonly open: OpenMember; readonly partuuid: Partuuid; readonly found: RegistryText | null },
  each: EachOpen,
): Promise<SourceList> {
  const { open, partuuid, found } = source;
  const own = ownRegistry(found, partuuid);
  const there = await registriesOf(each, own);
  if (own === null) {
    const claims = there.filter(({ members }) => members.some((member) => member.partuuid === partuuid));
    return { found, list: newestRegistry(claims) };
  }
  const lineage = options.force
    ? ({ kind: 'kept' } as const)
    : newerList(own.registry, partuuid, there, randomBytes(16).toString('hex'));
  if (lineage.kind === 'kept') return { found, list: own.registry };
  if (lineage.kind === 'left')
    throw failed(
      `the source ${open.name} has left the set, as its mirrors know: boot one of them, or let this one win with --force`,
    );
  const { registry } = lineage;
  message.info(`${open.name}: members joined or left while another one was booted: their list is taken over`);
  const why = dryRun ? open.whyReadOnly() : await open.allowWrites();
  if (why !== null)
    throw failed(
      `${open.name} ${why}, and who joined or left meanwhile cannot be noted on it: mount it read-write`,
    );
  if (!dryRun) return { found: await writeRegistry(open, registry, own), list: registry };
  checkRegistryRoom(open, registry, own);
  return { found: { ...own, registry, text: formatRegistry(registry) }, list: registry };
}

/** The registries of mirrors that can be read; one that is as the source's is left out. */
async function registriesOf(each: EachOpen, own: ReadRegistry | null): Promise<readonly Registry[]> {
  const read = await each(async ({ path }) => readRegistry(path, own));
  return read.flatMap((end) =>
    end.kind === 'done' && end.value?.kind === 'registry' && end.value !== own ? [end.value.registry] : [],
  );
}

/** Each of the mirrors but these: those that have left are open, and nothing is done with them. */
export function eachBut(each: EachOpen, ids: ReadonlySet<string>): EachOpen {
  return async (work) => {
    const ends = await each(async (member, watch, id) =>
      ids.has(id) ? null : { value: await work(member, watch, id) },
    );
    return ends.flatMap((end): readonly UsedMember<Awaited<ReturnType<typeof work>>>[] => {
      if (ids.has(end.id)) return [];
      if (end.kind !== 'done') return [end];
      return end.value === null ? [] : [{ ...end, value: end.value.value }];
    });
  };
}
