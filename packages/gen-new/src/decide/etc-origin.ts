import type { Mount } from '@twinroot/lib-mountinfo';

/** Whose changes of /etc come along. */
export type EtcOrigin =
  /** None has any: a snapshot of the base has all that there is. */
  | { readonly kind: 'none' }
  /** /etc is mounted over that of the generation with this id, which is as it was sealed. */
  | { readonly kind: 'over'; readonly id: string }
  /** It is a subvolume of its own, and nobody knows how it was. */
  | { readonly kind: 'unknown' };

/**
 * Where changes of the running /etc are seen.
 *
 * @param booted id of the generation from which the machine runs; null: from none, so it has no part in it
 * @param base id of that of which a snapshot is made
 * @param mount what is mounted on /etc; null: nothing, so it is a directory of the root
 */
export function etcOrigin(
  booted: string | null,
  base: string,
  mount: Pick<Mount, 'fstype' | 'root'> | null,
): EtcOrigin {
  if (booted === null || mount === null) return { kind: 'none' };
  if (mount.fstype !== 'btrfs') return { kind: 'over', id: booted };
  const isOwn = mount.root.startsWith(`/snapshots/${booted}/`);
  return { kind: isOwn && booted !== base ? 'unknown' : 'none' };
}
