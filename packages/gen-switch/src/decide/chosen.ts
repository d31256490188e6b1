import { type Refusal, refused } from '@twinroot/lib-failure';
import { type Generation, idPattern, type Layout } from '@twinroot/lib-generation';

/** Which generation is asked for. */
export type Wish = { readonly kind: 'id'; readonly id: string } | { readonly kind: 'previous' };

/** The generation that is asked for, if it may be switched to. */
export function chosenGeneration(
  { generations, current }: Pick<Layout, 'generations' | 'current'>,
  wish: Wish,
): { readonly kind: 'chosen'; readonly generation: Generation } | Refusal {
  const found = wish.kind === 'id' ? byId(generations, wish.id) : previous(generations, current);
  if (found.kind === 'refused' || found.generation.isSealed) return found;
  const { id } = found.generation;
  return refused(
    `the generation ${id} is not sealed: it is being made, or was left by a run that was cut; what was made by hand is sealed by btrfs property set -ts snapshots/${id}/@ ro true`,
  );
}

type Found = ReturnType<typeof chosenGeneration>;

function byId(generations: readonly Generation[], id: string): Found {
  if (!idPattern.test(id)) return refused(`${id} is not the id of a generation: see gen-list`);
  const generation = generations.find((one) => one.id === id);
  return generation === undefined
    ? refused(`there is no generation ${id}: see gen-list`)
    : { kind: 'chosen', generation };
}

/** The first of the current ones that is another than current/0. */
function previous(generations: readonly Generation[], current: string | null): Found {
  if (current === null) return refused('current leads nowhere, so there is no previous generation: name one');
  const [, second] = slotted(generations);
  return second === undefined
    ? refused('all links of current lead to the same generation: there is no previous one')
    : { kind: 'chosen', generation: second };
}

/** The generations to which the current links lead, in their order, each once. */
export function slotted(generations: readonly Generation[]): readonly Generation[] {
  return generations.filter(({ slot }) => slot !== null).toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0));
}
