import { statfs } from 'node:fs';

/** Room on a file system, in bytes. */
export interface FreeSpace {
  /** For those who are not root; on FAT the same as for root. */
  readonly free: number;
  readonly used: number;
  /** What a file takes at least: a cluster on FAT. */
  readonly cluster: number;
}

/**
 * The room on the file system that holds a path (statfs(2)).
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES, EIO
 */
export function readFreeSpace(path: string): Promise<FreeSpace> {
  // By callback: node:fs/promises loads sixteen modules, with which every esp-which would start.
  return new Promise((resolve, reject) => {
    statfs(path, (error, stats) => {
      if (error) reject(error);
      else resolve(spaceOf(stats));
    });
  });
}

function spaceOf(stats: {
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly bsize: number;
}): FreeSpace {
  const { blocks, bfree, bavail, bsize } = stats;
  return { free: bavail * bsize, used: (blocks - bfree) * bsize, cluster: bsize };
}
