/** What stands in the place of a registry and is no regular file, as a clause, with what to do. */
export function obstacleText(stat: { isDirectory(): boolean; isSymbolicLink(): boolean }): string {
  const what = stat.isDirectory() ? 'a directory' : stat.isSymbolicLink() ? 'a symlink' : 'no regular file';
  return `it is ${what}: remove it`;
}
