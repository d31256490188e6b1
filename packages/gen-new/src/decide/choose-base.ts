import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Generation, Layout } from '@twinroot/lib-generation';

/** Of which generation a snapshot is made. */
export interface ChosenBase {
  readonly kind: 'base';
  readonly generation: Generation;
  /** What is said about it; null: nothing. */
  readonly note: string | null;
}

/**
 * Chooses the generation of which a snapshot is made.
 *
 * @param wanted `current`: what current/0 leads to; `booted`; or an id
 * @param booted id of the generation from which the machine runs; null: from none
 */
export function chooseBase(
  { generations }: Layout,
  wanted: string,
  booted: string | null,
): ChosenBase | Refusal {
  const sealed = generations.filter(({ isSealed }) => isSealed);
  if (wanted === 'current') {
    const current = sealed.find(({ slot }) => slot === 0);
    if (current !== undefined) return { kind: 'base', generation: current, note: null };
    // Links that somebody has broken are no reason to leave a machine without upgrades.
    const newest = sealed.at(-1);
    if (newest === undefined) return refused('there is no sealed generation: make the first one with --init');
    const note = `current/0 leads to no generation: the newest one, ${newest.id}, is taken`;
    return { kind: 'base', generation: newest, note };
  }
  const id = wanted === 'booted' ? booted : wanted;
  if (id === null) return refused('the machine runs from no generation of this btrfs: say another --base');
  const generation = generations.find((one) => one.id === id);
  if (generation === undefined) return refused(`there is no generation ${id}`);
  if (!generation.isSealed)
    return refused(`${id} is not sealed: it is being made, or was left by a run that was cut`);
  return { kind: 'base', generation, note: null };
}
