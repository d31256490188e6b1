import { kernelKey } from '@twinroot/lib-generation';
import type { OwnEntry } from './esp-found.ts';
import { fits, type Wishes } from './overriding.ts';

/** By what somebody has chosen an entry of an older kernel. */
export interface Chosen extends Wishes {
  /** LoaderEntrySelected: what was booted; null: the boot loader does not say. */
  readonly selected: string | null;
  /** The generation from which the machine runs, and the release of the kernel that runs; null: not known. */
  readonly booted: string | null;
  readonly running: string | null;
}

/**
 * Whether the entry of an older kernel is one that the machine runs from, or is set to boot: it may be the only one that comes up, and is not to give
 * way to anything.
 */
export function isChosen(entry: Pick<OwnEntry, 'id' | 'kernel' | 'name'>, chosen: Chosen): boolean {
  const { once, preferred, preferredInConf, byDefault, last, selected, booted, running } = chosen;
  const patterns = [once, preferred, preferredInConf, byDefault, last, selected];
  if (patterns.some((pattern) => pattern !== null && pattern !== '' && fits(pattern, entry.name)))
    return true;
  return entry.id === booted && running !== null && entry.kernel === kernelKey(running);
}
