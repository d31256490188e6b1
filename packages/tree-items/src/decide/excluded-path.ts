/**
 * Whether exclusions name a path, or a directory above it. Patterns with wildcards, and those of several names that are not
 * anchored, are not understood here.
 *
 * @param path from the root of the transfer, with a slash before it: what patterns are anchored at (rsync(1), FILTER RULES)
 */
export function isExcludedPath(exclude: readonly string[], path: string): boolean {
  const names = path.split('/').slice(1);
  return names.some((name, index) => {
    const anchored = `/${names.slice(0, index + 1).join('/')}`;
    return exclude.some((pattern) => [anchored, name].includes(pattern.replace(/\/(\*{1,3})?$/, '')));
  });
}
