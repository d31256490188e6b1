/**
 * A mount point as names with one slash before each; `/` for the root. What is not an absolute path (`none`, `swap`) is as it is.
 */
export function normalMountPoint(path: string): string {
  if (!path.startsWith('/') || !/\/(?:\/|$)/.test(path)) return path;
  return `/${path
    .split('/')
    .filter((name) => name !== '')
    .join('/')}`;
}

/** A field with a mount point, as it is spelt, moved below a directory (spelt as a field, without a slash at its end). */
export function fieldBelow(directory: string, field: string): string {
  return directory + (/^\/+$/.test(field) ? '' : field.replace(/^\/+/, '/'));
}
