import { isWithin } from '@twinroot/lib-sysroot';

/**
 * Subvolumes inside of another one: a snapshot of that has an empty directory in the place of each.
 *
 * @param paths of all subvolumes, below the top
 * @param outer that one, below the top; empty: the top
 * @param mounted where something is mounted over it, absolute as in its root: what is there comes from elsewhere
 * @returns their places in it, absolute as in its root, sorted
 */
export function nestedSubvolumes(
  paths: Iterable<string>,
  outer: string,
  mounted: readonly string[] = [],
): readonly string[] {
  const before = outer === '' ? '' : `${outer}/`;
  return [...paths]
    .flatMap((path) => (path.startsWith(before) && path !== outer ? [`/${path.slice(before.length)}`] : []))
    .filter((place) => !mounted.some((one) => isWithin(place, one)))
    .toSorted();
}

/** Places in words: those inside of others are not named, and of many only the first. */
export function placesInWords(places: readonly string[], most = 8): string {
  const outer = places
    .toSorted()
    .filter((place) => !places.some((one) => one !== place && isWithin(place, one)));
  const more = outer.length - most;
  return [...outer.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
