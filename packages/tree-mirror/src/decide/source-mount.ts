import { type Mount, mountIdentity } from '@twinroot/lib-mountinfo';

/**
 * Why a source is not what its item was made of, as a clause; null when it is, or when the item does not say.
 *
 * @param read the mount that the source was on when it was first read, as mountIdentity() has it
 * @param now the mount that it is on
 */
export function whyOtherSource(read: string | null, now: Mount | null): string | null {
  if (read === null) return null;
  const identity = now === null ? 'none' : mountIdentity(now);
  if (identity === read) return null;
  return `the file system of its source is not the one that was there when the source was first read (${read} then, ${identity} now): what is missing there would be deleted here`;
}
