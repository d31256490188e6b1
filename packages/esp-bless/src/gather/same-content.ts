import { type FileNode, isSameFile, readDigestIfSame } from '@twinroot/lib-tree';

/**
 * Compares files of two trees as esp-mirror does: small ones by content, large ones by size and time, and by content where only the
 * time differs or says nothing.
 *
 * @param source the root of one tree, absolute
 * @param mirror the root of the other
 * @returns a function that throws {NodeJS.ErrnoException} EIO, EACCES
 */
export function contentComparer(source: string, mirror: string): (one: FileNode, other: FileNode) => boolean {
  return (one, other) => {
    if (isSameFile(one, other)) return true;
    const isKnown = one.digest !== null && other.digest !== null;
    if (isKnown || one.size !== other.size) return false;
    if (one.unreadable !== undefined || other.unreadable !== undefined) return false;
    return readDigestIfSame(`${source}/${one.path}`, `${mirror}/${other.path}`) !== null;
  };
}
