import {
  type Generation,
  idOfTarget,
  idPattern,
  type Layout,
  type LinksWanted,
  type TopFound,
} from '@twinroot/lib-generation';

/**
 * How `current` turns away from generations that go; the last that is left is there several times, as no static entry of a boot menu may
 * lead nowhere.
 *
 * @returns null: it stays as it is
 */
export function turnWithout(
  { links }: Pick<TopFound, 'links'>,
  { current, slots }: Pick<Layout, 'current' | 'slots'>,
  going: ReadonlySet<string>,
): LinksWanted | null {
  if (slots.every((id) => id !== null && !going.has(id))) return null;
  const left = [...new Set(slots.flatMap((id) => (id === null || going.has(id) ? [] : [id])))];
  const last = left.at(-1);
  if (last === undefined) return null;
  const ids = slots.map((_, index) => left[index] ?? last);
  const leadsThere = ({ name, slots: own }: TopFound['links'][number]) =>
    idPattern.test(name) &&
    current !== null &&
    name > current &&
    own.length === ids.length &&
    own.every(
      ({ name: slot, found }) => found.kind === 'link' && idOfTarget(found.target) === ids[Number(slot)],
    );
  return { ids, existing: links.find(leadsThere)?.name ?? null };
}

/**
 * In which order generations go while links lead to them still: first those to which none leads, and then the last of the links; so that the
 * fewest lead nowhere when a run is cut.
 */
export function lastOfLinks<Of extends Pick<Generation, 'slot'>>(going: readonly Of[]): readonly Of[] {
  const place = ({ slot }: Of) => slot ?? Number.POSITIVE_INFINITY;
  return going.toSorted((one, other) => {
    const [a, b] = [place(one), place(other)];
    return a === b ? 0 : b - a;
  });
}
