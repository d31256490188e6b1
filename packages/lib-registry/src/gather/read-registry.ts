import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { errorCode } from '@twinroot/lib-failure';
import { openToRead } from '@twinroot/lib-tree';
import { obstacleText } from '../decide/obstacle.ts';
import { parseRegistry, type ReadRegistry, type RegistryText } from '../decide/parse-registry.ts';
import { registryLimits } from '../decide/registry.ts';
import { registryPath } from '../decide/registry-path.ts';

/**
 * Reads the registry of a member.
 *
 * @param root of the member, absolute
 * @param known one that this one may be equal to: then it need not be understood again
 * @returns null when there is none; what cannot be read, or is no regular file, is damaged
 * @throws {NodeJS.ErrnoException} a failure that is not the file's, as EMFILE
 */
export function readRegistry(root: string, known: ReadRegistry | null = null): RegistryText | null {
  let fd: number;
  try {
    fd = openToRead(`${root}/${registryPath}`);
  } catch (error) {
    return unreadable(error);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { kind: 'damaged', why: obstacleText(stat), isObstacle: true };
    if (stat.size > registryLimits.bytes)
      return {
        kind: 'damaged',
        why: `it has ${stat.size} bytes, and ${registryLimits.bytes} at most were expected`,
      };
    const bytes = readFileSync(fd);
    return known !== null && bytes.equals(Buffer.from(known.text)) ? known : parseRegistry(bytes);
  } catch (error) {
    return unreadable(error);
  } finally {
    closeSync(fd);
  }
}

function unreadable(error: unknown): RegistryText | null {
  const code = errorCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  if (code === 'ELOOP') return { kind: 'damaged', why: 'it is a symlink: remove it', isObstacle: true };
  if (code === 'EIO' || code === 'EACCES' || code === 'EPERM' || code === 'ENXIO')
    return { kind: 'damaged', why: `it cannot be read (${code})`, code };
  throw error;
}
