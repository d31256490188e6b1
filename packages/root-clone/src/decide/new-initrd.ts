import type { IdPair } from '@twinroot/lib-idmap';
import { releasesOf } from './initrd-maker.ts';

/** What an initrd has. */
export interface InitrdContent {
  /** Its small files, without a slash before them. */
  readonly paths: readonly string[];
  /** Which file names which old id, as clauses; each once. */
  readonly named: readonly string[];
  /** The pairs whose old ids it names. */
  readonly old: ReadonlySet<IdPair>;
  /** The new ids that it names, as the map has them. */
  readonly fresh: ReadonlySet<string>;
  /** Why it could not be looked into to its end, as a clause. */
  readonly why: string | null;
}

/**
 * Why an initrd may not take the place of another one, as what is said of it; null when it may. Whatever the old one names of the
 * first disk, it has to name of the clone's: one that does not know the device to unlock or to resume from is worse.
 *
 * @param release the kernel that it is for
 */
export function faultOfNewInitrd(old: InitrdContent, fresh: InitrdContent, release: string): string | null {
  if (fresh.why !== null) return fresh.why;
  const [left] = fresh.named;
  if (left !== undefined) return `still has the first disk: ${left}`;
  if (!releasesOf(fresh.paths).includes(release)) return `has no modules of ${release}`;
  const missing = [...old.old].map(({ newText }) => newText).find((text) => !fresh.fresh.has(text));
  return missing === undefined ? null : `does not name ${missing}`;
}
