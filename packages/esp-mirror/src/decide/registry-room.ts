import type { BootTree } from '@twinroot/lib-boot-tree';
import { filesOf } from '@twinroot/lib-tree';

/** Bytes of a line of the manifest beside its path: key, digest, size, time. */
const lineLength = 110;

/** What a registry of some hundreds of files takes is in the margin that stays free anyway. */
const inMargin = 128 * 1024;

/**
 * The free bytes of a mirror that are not for its registry, which is replaced while a run is under way: then it lists what is there,
 * and what may come of it.
 *
 * @param free bytes; null: unknown
 */
export function freeBesideRegistry(
  free: number | null,
  { source, mirror }: { readonly source: BootTree; readonly mirror: BootTree },
): number | null {
  if (free === null) return null;
  const files = [...filesOf(source.listing), ...filesOf(mirror.listing)];
  const room = files.reduce((sum, { path }) => sum + lineLength + Buffer.byteLength(path), 0);
  return Math.max(0, free - Math.max(0, room - inMargin));
}
