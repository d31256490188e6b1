/**
 * The `version` of an entry of a generation, by which boot menus sort: the newest first, and within a generation the newest kernel first
 * (UAPI.10 Version Format Specification).
 *
 * @param stamp 14 digits: when it was switched to last, as ids have it
 * @param release of the kernel, as uname(1) has it; null: the generation has no other, and the stamp alone is the version
 */
export function entryVersion(stamp: string, release: string | null): string {
  return release === null ? stamp : `${stamp}-${release}`;
}

/** The stamp in the `version` of an entry of a generation; what is none of these, as it is. */
export function stampOfVersion(version: string): string {
  return /^(\d{14})-/.exec(version)?.[1] ?? version;
}
