/** What is known of a generation that might go. */
export interface Prunable {
  readonly id: string;
  readonly isSealed: boolean;
  readonly slot: number | null;
  readonly isDefault: boolean;
  readonly isKept: boolean;
  /** Whether the machine was booted from it. */
  readonly isBooted: boolean;
  /** Where something of it is mounted. */
  readonly mountpoints: readonly string[];
  /** Whether its entry still has tries that were not used. */
  readonly isUntried: boolean;
}

/** A generation that stays although it is not among the newest ones, and why. */
export interface Protected {
  readonly id: string;
  readonly why: string;
}

/**
 * Which generations go when so many of the newest are to stay. What is not sealed is not counted: it is being made, or was left by a run
 * that was cut, and is none of this.
 *
 * @param keep at least 1
 * @param generations the oldest first
 */
export function pruned(
  generations: readonly Prunable[],
  keep: number,
): { readonly go: readonly string[]; readonly stay: readonly Protected[] } {
  const old = generations.filter(({ isSealed }) => isSealed).slice(0, -Math.max(1, keep));
  const judged = old.map((one) => ({ id: one.id, why: whyProtected(one) }));
  return {
    go: judged.flatMap(({ id, why }) => (why === null ? [id] : [])),
    stay: judged.flatMap(({ id, why }) => (why === null ? [] : [{ id, why }])),
  };
}

/** Why a generation is not deleted, whoever asks for it; null: it may be. */
export function whyProtected(one: Prunable): string | null {
  if (one.isBooted) return 'it was booted';
  const [mountpoint] = one.mountpoints;
  // btrfs deletes a subvolume that is mounted without a word.
  if (mountpoint !== undefined) return `it is mounted on ${mountpoint}`;
  if (one.slot === 0) return 'it is current/0';
  if (one.isDefault) return 'it is mounted where no subvolume is named';
  if (one.isUntried) return 'it was not tried yet';
  return one.isKept ? 'its file keep says so' : null;
}
