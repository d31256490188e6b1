import { type ContentState, isSameState } from './content-state.ts';
import { ancestorsOf, isAmong, settledRegistry } from './lineage.ts';
import type { Registry } from './registry.ts';

/**
 * What a mirror is to the source. `same`, `cut off` and `older` may be written; `unknown` says nothing, and other evidence
 * decides; all others are refused.
 */
export type Verdict =
  /** The content is equal, whatever the registries say. */
  | 'same'
  /** A run of ours was cut, and nobody has changed anything since. */
  | 'cut off'
  /** Another machine's, or another set of this one. */
  | 'another set'
  | 'older'
  /** It has what the source has not: a stale disk was booted. */
  | 'newer'
  /** Each has what the other has not. */
  | 'diverged'
  /** It was last written as the source is, and somebody has changed it since. */
  | 'changed'
  /** No generation that both remember. */
  | 'unrelated'
  /** One of them has no registry. */
  | 'unknown';

/** One side of a comparison. */
export interface Side {
  readonly registry: Registry;
  readonly content: ContentState;
}

/**
 * Judges a mirror against a sealed source.
 *
 * @param source null: it has no registry
 * @param mirror null: it has none
 * @param isEqual whether all that is mirrored is the same on both
 */
export function verdictOf(source: Registry | null, mirror: Side | null, isEqual: boolean): Verdict {
  if (isEqual) return 'same';
  if (source === null || mirror === null) return 'unknown';
  const { edited } = mirror.content;
  const there = settledRegistry(mirror.registry, mirror.content);
  const { generation, parents, becoming } = there;
  const { partOf } = source;
  const isOurs = becoming !== null && isAmong(becoming.generation.id, source.generation, source.parents);
  if (isOurs && edited.length === 0) return 'cut off';
  if (there.set !== source.set) return 'another set';
  // The source has a part of what such a mirror has the whole of, or another part.
  if (partOf !== null && isAmong(partOf.id, generation, parents)) return 'newer';
  if (partOf !== null && becoming !== null && isAmong(partOf.id, becoming.generation, becoming.parents))
    return edited.length === 0 ? 'newer' : 'diverged';
  const [ours, theirs] = [ancestorsOf(source), ancestorsOf(there)];
  const clean = becoming === null && edited.length === 0;
  if (theirs.has(source.generation.id)) return 'newer';
  if (clean && ours.has(generation.id)) return 'older';
  const part = there.partOf;
  if (clean && part !== null && isAmong(part.id, source.generation, source.parents)) return 'older';
  if (generation.id === source.generation.id) return clean ? partsOf(source, there) : 'changed';
  const isKin = ours.has(generation.id) || [...theirs].some((id) => ours.has(id));
  return isKin ? 'diverged' : 'unrelated';
}

/**
 * Two members of one generation that nobody has changed, and that are not equal: a run mirrored a part (`--exclude`), or one has kept
 * what is its own.
 */
function partsOf(source: Registry, mirror: Registry): Verdict {
  if (holdsAll(source, mirror)) return 'older';
  return holdsAll(mirror, source) ? 'newer' : 'diverged';
}

function holdsAll({ files }: Registry, { files: wanted }: Registry): boolean {
  const there = new Map(files.map((file) => [file.path, file]));
  return wanted.every((file) => isSameState(there.get(file.path) ?? null, file));
}
