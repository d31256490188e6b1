import type { Registry, Verdict } from '@twinroot/lib-registry';

/** What is said of a mirror that is not written. */
export interface RefusedMirror {
  readonly verdict: Verdict;
  readonly source: Registry;
  readonly mirror: Registry;
  /** Paths that differ. */
  readonly paths: readonly string[];
}

/** More paths than these help nobody. */
const mostPaths = 10;

/** Why a mirror is not written, what differs, and what overrides it; null for a verdict that lets it be written. */
export function refusedVerdict({ verdict, source, mirror, paths }: RefusedMirror): string | null {
  const differing = listed(paths);
  const [ours, theirs] = [source.generation.number, mirror.generation.number];
  switch (verdict) {
    case 'newer':
      return `the mirror has generation ${theirs}, which is newer than the ${ours} of the source${differing}: a stale disk was booted; boot the other one, or let this one win with --force`;
    case 'diverged':
      return `the source and the mirror were changed without each other${differing}: let the source win with --force, or boot the other disk and let that one win`;
    case 'changed':
      return `the mirror was changed since it was last mirrored${differing}: copy what is wanted to the source, or let the source win with --force`;
    case 'unrelated':
      return `the mirror has generation ${theirs}, of which the source (${ours}) knows nothing${differing}: it was away for too long, or the wrong disk was booted; let the source win with --force`;
    case 'another set':
      return `the mirror belongs to another set (${mirror.set.slice(0, 8)}, not ${source.set.slice(0, 8)}): take it into this one with esp-join --take-over`;
    default:
      return null;
  }
}

/** Why a mirror is not written that belongs to a set, where the source is of none, or lost its registry. */
export function anothersClause({ set, generation }: Registry): string {
  return `the mirror belongs to another set (${set.slice(0, 8)}, generation ${generation.number}): take it into this one with esp-join --take-over`;
}

function listed(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const more = paths.length - mostPaths;
  return ` (${paths.slice(0, mostPaths).join(', ')}${more > 0 ? ` and ${more} more` : ''})`;
}
