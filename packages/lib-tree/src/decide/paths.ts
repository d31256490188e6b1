/** The directory of a path below a root; '' for a name in the root itself. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The directories that paths are in, one each. Of neighbours that are in the same one no other is looked at. */
export function directoriesOf(paths: Iterable<string>): ReadonlySet<string> {
  const directories = new Set<string>();
  let last: string | null = null;
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    if (last !== null && slash === last.length && path.startsWith(last)) continue;
    last = directoryOf(path);
    directories.add(last);
  }
  return directories;
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path below a directory, which may be ''. */
export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** All directories above a path, the outermost first: `a/b/c` gives `a`, `a/b`. */
export function parentsOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, depth) => names.slice(0, depth + 1).join('/'));
}
