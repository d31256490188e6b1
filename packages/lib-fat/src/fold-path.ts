/**
 * The key under which FAT knows a path: names that differ in case only are the same name. A key is its own key.
 *
 * Folds one character at a time, as drivers with an upcase table do: `ß` stays `ß`.
 * Source: Linux fs/fat/namei_vfat.c (vfat_cmpi), UEFI 2.10 section 11.3 (MetaiMatch, StriColl).
 */
export function foldPath(path: string): string {
  let isFolded = true;
  for (let at = 0; at < path.length; at += 1) {
    const unit = path.charCodeAt(at);
    if (unit > 0x7f) return foldedCharacters(path);
    if (unit >= 0x61 && unit <= 0x7a) isFolded = false;
  }
  return isFolded ? path : path.toUpperCase();
}

function foldedCharacters(path: string): string {
  return Array.from(path, (character) => {
    const upper = character.toUpperCase();
    return upper.length === character.length ? upper : character;
  }).join('');
}
