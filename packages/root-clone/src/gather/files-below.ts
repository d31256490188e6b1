import { readdirSync } from 'node:fs';

/** What is below a directory. */
export interface Below {
  /** In it: `/a/b`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link';
}

/**
 * The regular files, directories and symlinks below a directory. No symlink is followed, which readdir of Node does where it walks
 * by itself.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function entriesBelow(directory: string): readonly Below[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((each): readonly Below[] => {
    const path = `/${each.name}`;
    if (each.isDirectory())
      return [
        { path, kind: 'directory' },
        ...entriesBelow(`${directory}${path}`).map((below) => ({ ...below, path: path + below.path })),
      ];
    if (each.isSymbolicLink()) return [{ path, kind: 'link' }];
    return each.isFile() ? [{ path, kind: 'file' }] : [];
  });
}

/** The regular files among them, by their paths. */
export function filesBelow(directory: string): readonly string[] {
  return entriesBelow(directory)
    .filter(({ kind }) => kind === 'file')
    .map(({ path }) => path);
}
