import { type FstabLine, unescapeField, withOption } from '@twinroot/lib-fstab';
import { applyEdits, type Edit } from '@twinroot/lib-lines';
import type { Prefix } from './fstab-rules.ts';
import { fieldBelow, normalMountPoint } from './mount-point.ts';

/** A row that mounts the file system of the other disk. */
export interface Peer {
  readonly mountpoint: string;
  readonly line: string;
}

/**
 * The peer of an entry: the same with the old id, below a directory and with `nofail`. Checks of the root come first (`1`);
 * its peer's are among the others (`2`). Null for what has no mount point.
 *
 * @param line the entry as it was before ids were replaced
 * @param mountpoint the field of the mount point, as it will be
 */
export function peerOf(line: string, entry: FstabLine, mountpoint: string, below: Prefix): Peer | null {
  if (!unescapeField(mountpoint).startsWith('/') || entry.fstype?.text === 'swap') return null;
  const field = fieldBelow(below.field, mountpoint);
  const edits: Edit[] = [{ ...entry.mountpoint, text: field }];
  const { fstype, options, passno } = entry;
  if (options) edits.push({ ...options, text: withOption(options.text, 'nofail') });
  if (passno?.text === '1') edits.push({ ...passno, text: '2' });
  const last = passno ?? entry.freq ?? options ?? fstype ?? entry.mountpoint;
  const missing = options ? '' : fstype ? ' nofail' : ' auto nofail';
  const row = applyEdits(line, edits.concat({ start: last.end, end: line.length, text: missing }));
  return { mountpoint: normalMountPoint(unescapeField(field)), line: row };
}
