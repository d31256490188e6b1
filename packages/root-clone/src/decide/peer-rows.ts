import { parseFstab } from '@twinroot/lib-fstab';
import type { IdMap } from '@twinroot/lib-idmap';

/**
 * Why no rows for the other disk can be added to an fstab; null where they can. Rows for `/boot` lie below that of the root: when
 * there is none for the root, they would be mounted into the running root, and hidden by the next mount of the clone's.
 *
 * The root has no row where fstab names it by a node that the map has nothing for: an open LUKS volume, as Debian's installer
 * writes it, has the same name on either disk (crypttab(5)).
 */
export function whyNoPeerRows(fstab: string, ids: IdMap): string | null {
  const source = parseFstab(fstab).find(({ mountpoint }) => mountpoint === '/')?.source;
  if (!source?.startsWith('/dev/') || ids.device(source) !== null) return null;
  return `fstab names the root by ${source}, which is so on either disk: write it as UUID= to have the other disk mounted, ignoring --add-peer`;
}
