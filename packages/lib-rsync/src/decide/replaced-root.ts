import { basename } from 'node:path/posix';
import { plainPath } from '@twinroot/lib-sysroot';

/**
 * Why the content of a directory must not replace a root, as a clause that follows the name of the destination.
 *
 * @param source with a slash at its end: rsync copies its content (rsync(1), USAGE)
 */
export function whyNotRoot(source: string, dest: string): string {
  const path = plainPath(source);
  const named = plainPath(`${dest}/${basename(path)}`);
  return `holds the root of a system, and its source does not: all else in it would be deleted. Without the slash at its end, ${path} would be copied to ${named}`;
}
