import type { Partuuid } from '@twinroot/lib-blockdev';
import type { ContentState } from './content-state.ts';
import {
  type Becoming,
  type Generation,
  type ManifestFile,
  type Registry,
  registryLimits,
} from './registry.ts';

/** The ids of all ancestors of a generation that are remembered. */
export function ancestorsOf({ parents }: Pick<Registry, 'parents'>): ReadonlySet<string> {
  return new Set(parents.map(({ id }) => id));
}

/** Whether a generation is this one or one of these ancestors. */
export function isAmong(id: string, generation: Generation, parents: readonly Generation[]): boolean {
  return generation.id === id || parents.some((parent) => parent.id === id);
}

/**
 * A registry without a run that ended, or never began: a run that wrote all but its stamp made the generation that it was
 * to make, and one that wrote nothing made none. One that was cut half-way stays.
 */
export function settledRegistry(registry: Registry, { edited, progress }: ContentState): Registry {
  const { becoming } = registry;
  if (becoming === null || edited.length > 0 || progress === 'part') return registry;
  if (progress === 'none') return { ...registry, becoming: null };
  const { generation, parents, from } = becoming;
  const files = filesAfter(registry.files, becoming);
  return { ...registry, generation, parents, source: from, partOf: null, becoming: null, files };
}

/** The manifest of what a run was to bring about. */
function filesAfter(files: Registry['files'], { states }: Becoming): Registry['files'] {
  const after = new Map(files.map((file) => [file.path, file]));
  for (const { path, file } of states) {
    if (file?.digest) after.set(path, { ...file, digest: file.digest, path });
    else after.delete(path);
  }
  return [...after.values()];
}

/** What a new generation is made of. */
export interface NewGeneration {
  /** Random, 32 hex digits. */
  readonly id: string;
  /** The member on which it is made. */
  readonly source: Partuuid;
  readonly files: readonly ManifestFile[];
}

/**
 * Makes a new generation of a member's content.
 *
 * @param registry settled
 * @param content how that content was found: with a part of a cut run and nothing else, the new generation is a part of the
 * one that was cut
 */
export function sealed(registry: Registry, content: ContentState, made: NewGeneration): Registry {
  const { generation, parents, becoming } = registry;
  return {
    ...registry,
    generation: { number: generation.number + 1, id: made.id },
    parents: remembered([generation, ...parents]),
    source: made.source,
    partOf: content.edited.length === 0 ? (becoming?.generation ?? registry.partOf) : null,
    becoming: null,
    files: made.files,
  };
}

/**
 * Makes a new generation of a source that wins over others, because somebody says so: it descends from them, too, so whoever holds
 * what they held is older from now on. Not what they were becoming: they held a part of that at most.
 *
 * @param registry sealed
 */
export function overriding(
  registry: Registry,
  losers: readonly Pick<Registry, 'generation' | 'parents'>[],
  made: NewGeneration,
): Registry {
  const lost = losers.flatMap(({ generation, parents }) => [generation, ...parents]);
  const { generation, parents } = registry;
  const all = [generation, ...parents, ...lost];
  return {
    ...registry,
    generation: { number: Math.max(...all.map(({ number }) => number)) + 1, id: made.id },
    parents: remembered(all),
    source: made.source,
    partOf: null,
    files: made.files,
  };
}

/** A mirror's registry while a run brings it to the source's generation. */
export function becomingOf(mirror: Registry, source: Registry, states: Becoming['states']): Registry {
  const { generation, parents, source: from } = source;
  return { ...mirror, becoming: { generation, from, parents, states } };
}

/** As many ancestors as are remembered: the newest by their number, each once. */
function remembered(generations: readonly Generation[]): readonly Generation[] {
  const byId = new Map(generations.map((generation) => [generation.id, generation]));
  return [...byId.values()].toSorted((a, b) => b.number - a.number).slice(0, registryLimits.parents);
}
