// The changelog at a release, in the form of Keep a Changelog.

/** A version that can be released: three numbers, and a suffix before it is final (semver.org). */
const released = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-[0-9a-z]+(?:\.[0-9a-z]+)*)?$/;

/** Whether a text is a version that can be released, as X.Y.Z or with a suffix, in lower case, as X.Y.Z-rc.1. */
export function isVersion(text: string): boolean {
  return released.test(text);
}

/**
 * Whether a version may follow another.
 *
 * @throws {Error} when one of them is no version
 */
export function isNewer(version: string, before: string): boolean {
  const [one, other] = [version, before].map((text) => {
    const found = released.exec(text);
    if (found === null) throw new Error(`not a version: ${text} (X.Y.Z)`);
    return found.slice(1).map(Number);
  });
  for (const [index, number] of (one ?? []).entries()) {
    const than = other?.[index] ?? 0;
    if (number !== than) return number > than;
  }
  // The first release is of the version that has been there all the time.
  return !before.includes('-') || version !== before;
}

/**
 * The changelog in which what was not released is a version's; a new section for what comes next is above it. A version of which there
 * was a candidate may have nothing new.
 *
 * @param day as YYYY-MM-DD
 * @throws {Error} when there is nothing to be released, or the version is there already
 */
export function changelogOf(text: string, version: string, day: string): string {
  if (text.includes(`## [${version}]`)) throw new Error(`CHANGELOG.md has ${version} already`);
  const heading = '## [Unreleased]\n';
  const at = text.indexOf(heading);
  if (at === -1) throw new Error('CHANGELOG.md has no [Unreleased]');
  const [own = ''] = text.slice(at + heading.length).split(/^## /m);
  const added = own.replace(/^Will be .*\n+/m, '').trim();
  const candidate = text.split(`## [${version.replace(/-.*/, '')}-`)[1]?.split(']')[0];
  if (added === '' && candidate === undefined) throw new Error('nothing is in [Unreleased]');
  const said = added === '' ? `As ${version.replace(/-.*/, '')}-${candidate}.` : added;
  const rest = text.slice(at + heading.length + own.length);
  return `${text.slice(0, at)}${heading}\n## [${version}] - ${day}\n\n${said}\n${rest === '' ? '' : `\n${rest}`}`;
}
