import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '@twinroot/lib-sysroot';

/**
 * Where a file that firmware names is below the root of a partition, whatever its case there; null when it is not, or is empty, or
 * is no regular file.
 *
 * @param file `\EFI\systemd\systemd-bootx64.efi`
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function findProgram(root: string, file: string): string | null {
  let path = root;
  for (const part of file.split('\\').filter((name) => name !== '')) {
    const names = namesIn(path);
    const found = names.includes(part)
      ? part
      : names.find((name) => name.toLowerCase() === part.toLowerCase());
    if (found === undefined) return null;
    path = join(path, found);
    if (lstatSync(path).isSymbolicLink()) return null;
  }
  const stat = lstatSync(path);
  return stat.isFile() && stat.size > 0 ? path : null;
}
