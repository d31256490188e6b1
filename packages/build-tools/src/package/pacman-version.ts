// The version as pacman has it, and in a PKGBUILD.

/** pacman has no `~`, and needs none: a version with a suffix comes before the one without (vercmp(8)). */
export function pacmanVersionOf(version: string): string {
  return version.replace('-', '');
}

/** The lines of a PKGBUILD that have the version: its own, and the tag of the source. */
export function versionLines(version: string): string {
  return `pkgver=${pacmanVersionOf(version)}\n_tag=v${version}\n`;
}

/**
 * A PKGBUILD with another version.
 *
 * @throws {Error} when it has no version where versionLines would have put it
 */
export function withVersion(pkgbuild: string, version: string): string {
  const lines = /^pkgver=.*\n_tag=.*\n/m;
  if (!lines.test(pkgbuild)) throw new Error('the PKGBUILD has no lines pkgver= and _tag=');
  return pkgbuild.replace(lines, versionLines(version));
}
