import { longestName } from './limits.ts';

/**
 * Whether FAT can hold a file of this name: no control character, none of `"*:<>?|\`, no blank or dot at the
 * end (drivers drop these), at most 255 UTF-16 units, and well-formed Unicode.
 *
 * Source: Microsoft FAT specification (fatgen103), "FAT Long Directory Entries".
 */
export function isFatName(name: string): boolean {
  if (name === '' || name.length > longestName || /[. ]$/.test(name) || !name.isWellFormed()) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what FAT forbids
  return !/[\u0000-\u001f"*:<>?|\\\u007f\ufffd]/.test(name);
}
