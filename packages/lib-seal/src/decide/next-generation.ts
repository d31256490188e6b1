import type { Partuuid } from '@twinroot/lib-blockdev';
import { isAmong, type ManifestFile, overriding, type Registry, sealed } from '@twinroot/lib-registry';
import { type MemberChange, withMembers } from './member-change.ts';
import { hasSameFiles } from './newer-list.ts';
import type { SourceState } from './source-state.ts';

/** What a generation is made of, where one is made. */
export interface Making {
  /** Random, 32 hex digits each. */
  readonly ids: { readonly generation: string; readonly merge: string; readonly set: string };
  /** The member on which it is made. */
  readonly source: Partuuid;
  readonly change: MemberChange;
  /** What counts on the source. */
  readonly files: readonly ManifestFile[];
  /** A registry that says of which set the source is, where it has none itself. */
  readonly claims: Registry | null;
}

/**
 * The registry of the source with its content as it is: the one that it has, or a new generation.
 *
 * @param over registries of mirrors over which it wins: it descends from them from now on
 */
export function generationOf(state: SourceState, over: readonly Registry[], making: Making): Registry {
  const { ids, source, change, files } = making;
  const known = withMembers(state.registry ?? firstRegistry(making), change);
  const isSealed = state.registry !== null && state.isNew;
  const here = isSealed ? sealed(known, state.content, { id: ids.generation, source, files }) : known;
  const losers = over.filter(({ generation }) => !isAmong(generation.id, here.generation, here.parents));
  return losers.length === 0 ? here : overriding(here, losers, { id: ids.merge, source, files });
}

/** Of a source that lost its registry a mirror knows which generation it has, if it has its files; else it begins anew. */
function firstRegistry({ ids, source, files, claims }: Making): Registry {
  if (claims !== null && claims.becoming === null && hasSameFiles(claims, { files }))
    return { ...claims, alone: [], others: [] };
  return {
    set: claims?.set ?? ids.set,
    members: claims?.members ?? [],
    gone: claims?.gone ?? [],
    generation: { number: 1, id: ids.generation },
    parents: [],
    source,
    partOf: null,
    becoming: null,
    alone: [],
    others: [],
    files,
  };
}
