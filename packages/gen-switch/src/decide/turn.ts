import { type Refusal, refused } from '@twinroot/lib-failure';
import {
  type Generation,
  idOfTarget,
  type LinksWanted,
  slotCount,
  type TopFound,
  turnedLinks,
} from '@twinroot/lib-generation';
import { slotted } from './chosen.ts';

/** How `current` is turned. */
export type Turn =
  /** It leads there already. */
  | { readonly kind: 'turned' }
  | (LinksWanted & {
      readonly kind: 'turn';
      /** What is repaired by that, in words; null: nothing. */
      readonly repaired: string | null;
    })
  | Refusal;

/** What a tree has, and what it means. */
export interface TurnFacts {
  readonly found: Pick<TopFound, 'links' | 'current'>;
  readonly layout: {
    readonly generations: readonly Generation[];
    readonly current: string | null;
    readonly faults: readonly string[];
  };
}

/**
 * Plans that `current` leads to links of which the first is this generation. A directory in links/ is never changed: another one is made,
 * or one that is the same is used again, which a run that was cut has left.
 */
export function turnOf(id: string, { found, layout }: TurnFacts): Turn {
  if (found.current.kind === 'other')
    return refused('current is no symbolic link, and is not touched: move it away');
  const { current, generations, faults } = layout;
  const before =
    current === null ? newestLinks(found.links, generations) : slotted(generations).map((one) => one.id);
  const own = current === null ? undefined : found.links.find(({ name }) => name === current);
  const isThere = generations.some((one) => one.id === id && one.slot === 0);
  if (isThere && faults.length === 0) return { kind: 'turned' };
  const count = Math.max(slotCount, own?.slots.filter(({ name }) => /^\d+$/.test(name)).length ?? 0);
  const wanted = turnedLinks(id, before, count);
  const existing = found.links.find(
    ({ name, slots }) =>
      !name.startsWith('.') &&
      slots.length === wanted.length &&
      wanted.every((one, slot) => idIn(slots, String(slot)) === one),
  );
  return {
    kind: 'turn',
    existing: existing?.name ?? null,
    ids: wanted,
    repaired: faults.length === 0 ? null : faults.join('; '),
  };
}

type Slots = TopFound['links'][number]['slots'];

function idIn(slots: Slots, name: string): string | null {
  const link = slots.find((slot) => slot.name === name)?.found;
  return link?.kind === 'link' ? idOfTarget(link.target) : null;
}

/** Where `current` leads nowhere: what the newest directory of links has of generations that are there. */
function newestLinks(links: TopFound['links'], generations: readonly Generation[]): readonly string[] {
  const newest = links
    .filter(({ name }) => !name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .at(-1);
  const slots = (newest?.slots ?? []).filter(({ name }) => /^\d+$/.test(name));
  return slots
    .toSorted((a, b) => Number(a.name) - Number(b.name))
    .flatMap(({ name }) => idIn(slots, name) ?? [])
    .filter((id) => generations.some((one) => one.id === id));
}
