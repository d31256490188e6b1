import { realpathSync, type Stats, statSync } from 'node:fs';

/**
 * Reads below a directory that is held open without the way through /proc/PID/fd, which takes nearly half of the time to open a file:
 * of 100,000 files that is noticed. When the directory's own path leads elsewhere by then, or reading fails, all is read once more by
 * the path that is given.
 *
 * @param root of the directory: what is read is always of the one that this leads to
 * @param read is given a path, and what tells whether that still leads there
 */
export async function byDirectPath<T>(
  root: string,
  read: (path: string, leadsThere: () => boolean) => Promise<T>,
): Promise<T> {
  const there = unlessFailed(() => statSync(root));
  const path = unlessFailed(() => realpathSync.native(root));
  const leadsThere = () =>
    path !== null &&
    isSame(
      there,
      unlessFailed(() => statSync(path)),
    );
  if (path !== null && path !== root && leadsThere()) {
    const found = await read(path, leadsThere).then(
      (value) => ({ value }),
      () => null,
    );
    if (found !== null && leadsThere()) return found.value;
  }
  return read(root, () => true);
}

function isSame(one: Stats | null, other: Stats | null): boolean {
  return one !== null && other !== null && one.dev === other.dev && one.ino === other.ino;
}

/** What fails here is told by who reads. */
function unlessFailed<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
