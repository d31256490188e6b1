import { readdirSync } from 'node:fs';

/**
 * The regular files below a directory, by their paths in it (`/a/b`). No symlink is followed, which readdir of Node does where it
 * walks by itself.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((each) => {
    if (each.isDirectory())
      return filesBelow(`${directory}/${each.name}`).map((path) => `/${each.name}${path}`);
    return each.isFile() ? [`/${each.name}`] : [];
  });
}
