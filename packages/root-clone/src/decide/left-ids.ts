import type { LeftId } from '@twinroot/lib-rewrite';
import type { TextKind } from './source-texts.ts';

/** Where in a boot entry an id names no device: a title, and names of files, which are copied with their names. */
const namesNoDevice =
  /^(?:a comment|title|linux|initrd|efi|uki|devicetree|version|sort-key|machine-id|default)\b/;

/**
 * Whether an id that stays makes the clone look for the first disk when it boots: it is in a file that a boot loader reads, in a
 * row of fstab or crypttab or in a kernel command line, and not in a comment or in the name of something.
 */
export function keepsFirstDisk(
  kind: TextKind,
  { where, isComment }: Pick<LeftId, 'where' | 'isComment'>,
): boolean {
  return kind !== 'setting' && kind !== 'loader-conf' && !isComment && !namesNoDevice.test(where);
}
