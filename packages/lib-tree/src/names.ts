/**
 * The key under which FAT knows a path: names that differ in case only are the same name.
 *
 * Folds one character at a time, as drivers with an upcase table do: `ß` stays `ß`.
 * Source: Linux fs/fat/namei_vfat.c (vfat_cmpi), UEFI 2.10 section 11.3 (MetaiMatch, StriColl).
 */
export function foldPath(path: string): string {
  if (isAscii(path)) return path.toUpperCase();
  return Array.from(path, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join('');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** The directory of a path below a root; '' for a name in the root itself. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path below a directory, which may be ''. */
export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** All directories above a path, the outermost first: `a/b/c` gives `a`, `a/b`. */
export function parentsOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, depth) => names.slice(0, depth + 1).join('/'));
}

/**
 * Whether FAT can hold a file of this name: no control character, none of `"*:<>?|\`, no blank or dot at the
 * end (drivers drop these), at most 255 UTF-16 units, and well-formed Unicode.
 *
 * Source: Microsoft FAT specification (fatgen103), "FAT Long Directory Entries".
 */
export function isFatName(name: string): boolean {
  if (name === '' || name.length > 255 || /[. ]$/.test(name) || !name.isWellFormed()) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what FAT forbids
  return !/[\u0000-\u001f"*:<>?|\\\u007f\ufffd]/.test(name);
}

const ownName = /^TWIN\d{4,9}\.(TMP|NEW)$/i;

/** Whether a file is ours: half written (`tmp`), or a copy that entries are pointed to for a while (`new`). */
export function isOwnName(name: string): boolean {
  return ownName.test(name);
}

/**
 * Name of a half-written file, or of a directory that is being made. It ends unlike an entry, so no boot menu lists it. In
 * capitals and in the form 8.3 it takes one slot of a FAT directory, where a longer name takes three: a directory that
 * runs out of slots has to grow, and while that is written firmware sees nothing in it.
 * Source: Linux fs/fat/namei_vfat.c (vfat_create_shortname), fs/fat/dir.c (fat_add_entries).
 */
export function temporaryName(number: number): string {
  return `TWIN${String(number).padStart(4, '0')}.TMP`;
}

/** Name of a copy that an entry is pointed to while the file under its own name is replaced; as a temporary name. */
export function bridgeName(number: number): string {
  return `TWIN${String(number).padStart(4, '0')}.NEW`;
}
