import { isType1Name, isType2Name } from '@twinroot/lib-bls';
import { foldPath } from '@twinroot/lib-fat';
import { directoryOf, nameOf } from '@twinroot/lib-tree';

const textDirectory = 'LOADER/ENTRIES';
const imageDirectory = 'EFI/LINUX';

/**
 * The type of the entry that the file under a path is: 1 for a text in loader/entries, 2 for a unified kernel image in
 * EFI/Linux; null for everything that no boot loader lists. Names are compared as FAT does.
 *
 * Source: UAPI.1 Boot Loader Specification, "Type #1 Boot Loader Specification Entries", "Type #2 EFI Unified Kernel Images".
 *
 * @param path below the root of the ESP or XBOOTLDR partition, without a slash before it
 */
export function entryTypeOf(path: string): 1 | 2 | null {
  // Folding keeps the length: most paths need not be looked at.
  const slash = path.lastIndexOf('/');
  if (slash !== textDirectory.length && slash !== imageDirectory.length) return null;
  const directory = foldPath(directoryOf(path));
  if (directory === textDirectory) return isType1Name(nameOf(path)) ? 1 : null;
  return directory === imageDirectory && isType2Name(nameOf(path)) ? 2 : null;
}
