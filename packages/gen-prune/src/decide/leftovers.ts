import {
  goingPrefix,
  idOfTarget,
  idPattern,
  type Layout,
  madeLinks,
  rootName,
  type TopFound,
} from '@twinroot/lib-generation';

/** What is known of the directories of links/. */
export interface LinkFacts {
  readonly found: TopFound;
  readonly layout: Pick<Layout, 'current' | 'slots'>;
  /** Ids of generations that go. */
  readonly going: ReadonlySet<string>;
  /** Seconds since 1970, by name. */
  readonly changedAt: ReadonlyMap<string, number>;
}

/**
 * Names of directories of links/ that were current once, or that runs which were killed have left. One that is younger than that which is, by name or by its time, may be somebody's
 * who is at work by hand; and one stays that leads to a writable generation which nothing else seals (layoutOf).
 */
export function leftLinks({ found, layout, going, changedAt }: LinkFacts): readonly string[] {
  const { current, slots } = layout;
  const isLeft = (name: string) =>
    name === madeLinks || (name.startsWith(goingPrefix) && idPattern.test(name.slice(goingPrefix.length)));
  if (current === null) return [];
  const seals = (id: string | null) => {
    if (id === null || going.has(id) || slots.includes(id)) return false;
    const root = found.snapshots
      .find(({ name }) => name === id)
      ?.subvolumes.find(({ name }) => name === rootName);
    return root !== undefined && !root.isReadOnly;
  };
  const timeOf = (name: string) => changedAt.get(name) ?? Number.POSITIVE_INFINITY;
  return found.links.flatMap(({ name, slots: own }) => {
    if (isLeft(name)) return [name];
    const isOlder = name < current && timeOf(name) <= timeOf(current);
    if (!idPattern.test(name) || !idPattern.test(current) || !isOlder) return [];
    const isOurs = own.every(({ name: slot, found: one }) => /^\d+$/.test(slot) && one.kind === 'link');
    const isNeeded = own.some(({ found: one }) => one.kind === 'link' && seals(idOfTarget(one.target)));
    return isOurs && !isNeeded ? [name] : [];
  });
}
