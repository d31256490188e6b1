import { type AloneBoot, type Registry, registryLimits } from '@twinroot/lib-registry';

/** A registry with more boots without a member, the newest first; the same object where it has them, or they are of no member. */
export function withAlone(registry: Registry, boots: readonly AloneBoot[]): Registry {
  const members = new Set(registry.members.map(({ partuuid }) => partuuid));
  const keyOf = ({ bootId, missing }: AloneBoot) => `${bootId} ${missing}`;
  const known = new Set(registry.alone.map(keyOf));
  const isNew = (boot: AloneBoot) => members.has(boot.missing) && !known.has(keyOf(boot));
  const all = [...boots.filter(isNew), ...registry.alone];
  const alone = all.toSorted((a, b) => b.time - a.time).slice(0, registryLimits.alone);
  return alone.every((boot) => known.has(keyOf(boot))) ? registry : { ...registry, alone };
}
