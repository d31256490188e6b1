import { compileNameGlob } from '@twinroot/lib-glob';

/** What leaves out a volume as a whole, but for its topmost directory. */
export const wholeVolume = '/**';

/**
 * A pattern of rsync that is meant for the source's whole tree, as it has to be for one volume, which rsync sees alone: none, one
 * or several. `/home/U/cache` is `/U/cache` on the volume `/home`, and `/home` leaves out all of that volume; on the root both are
 * what they were.
 *
 * Source: rsync(1), PATTERN MATCHING RULES: a leading slash anchors a pattern at the root of the transfer; one without it, and
 * with a slash within, matches at the end of any path; `**` matches slashes, too; `dir/***` is the directory and all in it.
 *
 * @param volume its mount point in the source's tree
 */
export function patternsBelow(volume: string, pattern: string): readonly string[] {
  const places = namesIn(volume);
  if (places.length === 0) return [pattern];
  const end = pattern.endsWith('/') ? '/' : '';
  const names = namesIn(pattern);
  if (pattern.startsWith('/')) return anchored(places, names, end);
  const starts = places.map((_, index) => places.slice(index));
  const below = starts.flatMap((rest) => anchored(rest, names, end));
  return below.includes(wholeVolume) ? [wholeVolume] : [...new Set([pattern, ...below])];
}

/** Whether a pattern leaves out a directory of the source's tree as a whole, by its own name or by one above it. */
export function isLeftOut(directory: string, pattern: string): boolean {
  return directory !== '/' && patternsBelow(directory, pattern).includes(wholeVolume);
}

function anchored(places: readonly string[], names: readonly string[], end: string): readonly string[] {
  for (const [index, place] of places.entries()) {
    const name = names[index];
    if (name === undefined) return [wholeVolume];
    const rest = names.slice(index);
    // `**` matches slashes, too, in any number (rsync(1), PATTERN MATCHING RULES): what follows it may begin in any directory.
    if (name.includes('**'))
      return [rest, ...(name === '**' ? [rest.slice(1)] : [])].flatMap((each) => joined(each, end));
    if (!compileNameGlob(name)(place)) return [];
  }
  return joined(names.slice(places.length), end);
}

function joined(names: readonly string[], end: string): readonly string[] {
  return [names.length === 0 ? wholeVolume : `/${names.join('/')}${end}`];
}

function namesIn(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
