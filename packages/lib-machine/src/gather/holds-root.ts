import { existsSync } from 'node:fs';
import { join } from 'node:path/posix';

/** What only the root of a system has (fstab(5), os-release(5)). */
const signs = ['etc/fstab', 'etc/os-release', 'usr/lib/os-release'];

/** Whether a directory is the root of a system: one that runs, a clone, a chroot. What cannot be looked at is none. */
export function holdsRoot(directory: string): boolean {
  const has = (path: string) => existsSync(join(directory, path));
  return signs.some(has) || (has('etc') && has('usr'));
}
