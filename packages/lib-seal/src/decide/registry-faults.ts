/** What is said of a registry that another version wrote. */
export function otherVersion(whose: string, major: number): string {
  return `the registry of ${whose} (loader/esp-sync) has format ${major}, which this version does not know: use the version that wrote it, or a newer one`;
}

/** What is said of a registry that does not count. */
export function damagedRegistry(name: string, why: string): string {
  return `the registry loader/esp-sync of ${name} is damaged (${why}), and counts as if it were not there`;
}
