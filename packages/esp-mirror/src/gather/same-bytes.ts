import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isProtected } from '@twinroot/lib-boot-tree';
import { haveSameContent, scanTree } from '@twinroot/lib-tree';

/**
 * Whether all that a tree and each of the others have by the same names has the same bytes, whatever their times say. False also where
 * something cannot be read.
 *
 * @param roots directories
 * @throws {Error} the signal's reason
 */
export async function hasSameBytes(
  source: string,
  roots: readonly string[],
  isExcluded: (path: string) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const only = { checksum: false, keepBytes: () => false, isUnread: () => true, signal };
  try {
    const { files } = await scanTree(source, only);
    const paths = files.map(({ path }) => path).filter((path) => !isProtected(path) && !isExcluded(path));
    const pairs = roots.flatMap((root) =>
      paths.map((path) => [join(source, path), join(root, path)] as const),
    );
    return await haveSameContent(
      pairs.filter(([, there]) => existsSync(there)),
      signal,
    );
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
