import { longestSeed, type Seed, seedLength } from './seed.ts';

/** A member and its seed. */
export interface SeedOf {
  /** Its PARTUUID. */
  readonly id: string;
  readonly seed: Seed;
}

/** What is to become of the seed of a member. */
export interface SeedStep {
  readonly id: string;
  /** own: it stays as it is; renew: it gets a fresh one; switched-off: it is left; unused: it has none and needs none. */
  readonly step: 'own' | 'renew' | 'switched-off' | 'unused';
  /** Why, in words, none of the seed's bytes among them; null: nothing is to be said. */
  readonly why: string | null;
}

/**
 * Plans a seed of its own for each member. Of those with the same one the first keeps it: one that is switched off, which stays in any
 * case, before all others. Seeds are the same when their first 32 bytes are: systemd-boot rewrites these, and leaves zeros behind
 * them in a longer file.
 *
 * @param members the booted one first: its seed is the one that bootctl refreshes
 * @param refreshes whether all get a fresh one that are not switched off
 * @returns in the order of the members
 */
export function planSeeds(members: readonly SeedOf[], refreshes: boolean): readonly SeedStep[] {
  const owners = new Map<string, string>();
  const isOff = ({ seed }: SeedOf) => seed.kind === 'file' && seed.isSwitchedOff;
  const steps = new Map<string, SeedStep>();
  for (const member of [...members.filter(isOff), ...members.filter((one) => !isOff(one))])
    steps.set(member.id, stepOf(member, owners, refreshes));
  return members.flatMap(({ id }) => steps.get(id) ?? []);
}

/** @param owners whose each seed is; a seed that stays is added */
function stepOf({ id, seed }: SeedOf, owners: Map<string, string>, refreshes: boolean): SeedStep {
  if (seed.kind === 'unused') return { id, step: 'unused', why: 'nothing on it reads a random seed' };
  if (seed.kind === 'none') return { id, step: 'renew', why: 'it had none' };
  const key = Buffer.from(seed.head).toString('latin1');
  const owner = seed.size < seedLength ? undefined : owners.get(key);
  const same = owner === undefined ? null : `it is the same as that of ${owner}`;
  if (seed.isSwitchedOff) {
    owners.set(key, owner ?? id);
    return {
      id,
      step: 'switched-off',
      why: `its random seed is read-only${same === null ? '' : `, and ${same}`}`,
    };
  }
  const fault = faultOf(seed.size) ?? same ?? (refreshes ? 'all are refreshed' : null);
  if (fault !== null) return { id, step: 'renew', why: fault };
  owners.set(key, id);
  return { id, step: 'own', why: null };
}

function faultOf(size: number): string | null {
  if (size < seedLength) return `it had ${size} bytes, and needs ${seedLength}`;
  return size > longestSeed ? `it had ${size} bytes, and a boot loader takes ${longestSeed} at most` : null;
}
