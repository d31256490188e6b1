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
