/** Flags of chattr(1) that change what a file is, and that rsync does not copy; by their letters. */
const meanings: ReadonlyMap<string, string> = new Map([
  ['i', 'immutable'],
  ['a', 'append only'],
  ['c', 'compressed'],
  ['C', 'no copy on write'],
]);

/** How many names are said of each flag. */
const mostNamed = 3;

/** Files with such flags, by the letter. */
export type LostFlags = Map<string, string[]>;

/** Adds what lsattr(1) says, a line for each file: flags, a blank, its path. */
export function addFlags(found: LostFlags, text: string): void {
  for (const line of text.split('\n')) {
    const [, flags = '', path = ''] = /^([-a-zA-Z]+) +(.+)$/.exec(line) ?? [];
    for (const letter of flags) {
      if (!meanings.has(letter)) continue;
      const paths = found.get(letter) ?? [];
      paths.push(path);
      found.set(letter, paths);
    }
  }
}

/**
 * What is said of flags that files have lost, each with some of their names, and how many there are; null when none has.
 *
 * @param place what the paths begin with, and is not said
 */
export function lostFlagsText(found: LostFlags, place: string): string | null {
  const texts = [...meanings].flatMap(([letter, meaning]) => {
    const paths = found.get(letter) ?? [];
    if (paths.length === 0) return [];
    const names = paths
      .slice(0, mostNamed)
      .map((path) => (path.startsWith(place) ? path.slice(place.length) : path));
    const more = paths.length > mostNamed ? ` and ${paths.length - mostNamed} more` : '';
    return [`+${letter} (${meaning}) of ${names.join(', ')}${more}`];
  });
  return texts.length === 0 ? null : `flags of chattr are not copied: ${texts.join('; ')}`;
}
