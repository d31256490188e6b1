/** The files of a directory that are boot entries, in order. FAT's names have no case; a name with a dot before it is none. */
export function entryNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^[^.].*\.conf$/is.test(name)).toSorted();
}
