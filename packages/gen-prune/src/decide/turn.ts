import {
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
