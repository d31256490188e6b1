import {
  type FoundId,
  type IdPair,
  inForm,
  isUuid,
  linkDirectories,
  type SpellingForm,
} from '@twinroot/lib-idmap';
import type { ArgumentEdit } from './place-edits.ts';

/**
 * What may stand before a UUID in a word, so that it is that of a file system, a partition, a LUKS volume or an array:
 *
 * - nothing: `search --fs-uuid X` and `search.fs_uuid X` of GRUB, `volume X` of rEFInd, `ROOT_UUID=X`
 * - what GRUB calls its menu entries: `gnulinux-simple-X`, `osprober-gnulinux-/boot/vmlinuz--X` (util/grub.d/10_linux.in)
 * - `cryptouuid/` and `mduuid/` of GRUB's devices
 * - `luks-`, alone or below /dev/mapper; links below /dev/disk
 * - `uuid://X/` and `guid://X/` of Limine; in `uuid(X):/` nothing stands before it
 *
 * In a path it may be the name of a directory, which stays what it is.
 */
const prefix =
  /^(?:gnulinux-[\w.+~-]*-|osprober-[\w.+~/-]*-|(?:\/dev\/mapper\/)?luks-|(?:cryptouuid|mduuid)\/|\/dev\/disk\/(by-(?:part)?uuid)\/|(?:uuid|guid):\/\/)?$/;
const separators = ' \t"\'`;()|&<>{},\\=';
const assigned = /(?:^|[^\w.-])([A-Za-z_][\w.-]*)=["']?$/;

/**
 * What is to be replaced where a UUID stands by itself, in texts in which it is the name of a device wherever it is a word.
 *
 * @param found the old ids in the line
 * @param end where the comment begins
 */
export function tokenEdits(line: string, found: readonly FoundId[], end: number): readonly ArgumentEdit[] {
  return found.flatMap((each): readonly ArgumentEdit[] => {
    const { pair, start, form } = each;
    if (each.end > end || !isUuid(pair.old.value) || !isNamed(line, each)) return [];
    const fresh = newValueOf(pair, form);
    const old = line.slice(start, each.end);
    if (fresh === null) return [];
    return [{ start, end: each.end, text: fresh, change: 'id', old, new: fresh, pair }];
  });
}

function isNamed(line: string, { pair, start, end }: FoundId): boolean {
  const word = wordStart(line, start);
  const before = line.slice(word, start);
  const [, name] = assigned.exec(line.slice(Math.max(0, word - 40), word)) ?? [];
  const [whole, directory] = prefix.exec(before) ?? [];
  if (whole === undefined || (before === '' && line[end] === '/')) return false;
  if (pair.old.kind !== 'tag') return true;
  const { tag } = pair.old;
  if (directory !== undefined) return directory === linkDirectories[tag];
  return !/^(?:PART)?(?:UUID|LABEL)$|^ID$/.test(name ?? '') || name === tag;
}

/** Where the word begins that a place is in, or a part of it that is long enough to know it. */
function wordStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && start > at - 1000 && !separators.includes(line.charAt(start - 1))) start -= 1;
  return start;
}

/** The new id in the same form; null when it is of another tag, or cannot be spelt so. */
function newValueOf({ old, new: fresh }: IdPair, form: SpellingForm): string | null {
  if (fresh.kind === 'path' || form === 'escaped') return null;
  if (fresh.kind === 'tag' && old.kind === 'tag' && fresh.tag !== old.tag) return null;
  const text = inForm(fresh.value, form);
  return text !== null && /^[\w:-]+$/.test(text) ? text : null;
}
