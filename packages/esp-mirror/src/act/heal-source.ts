import type { BootTree, CountedFile } from '@twinroot/lib-boot-tree';
import type { EachOpen, OpenMember } from '@twinroot/lib-member';
import type { SetRegistry } from '@twinroot/lib-seal';
import { applyOperation, type FileNode, fileAt, readDigest, scanTree } from '@twinroot/lib-tree';

/** A file of a mirror with the bytes that a rotten one of the source had. */
interface WholeCopy {
  readonly rotten: CountedFile;
  readonly mirror: OpenMember;
  readonly whole: FileNode;
}

/**
 * Puts whole copies from mirrors in the place of files of the source that are rotten, each by one durable replace. One that no mirror
 * has stays as it is.
 *
 * @param tell is called with what is done, in words
 * @returns whether the source was changed
 * @throws {Error} when the source cannot be written
 * @throws the reason of an aborted `signal`, as it is: the file that was being replaced is what it was
 */
export async function healSource(
  set: SetRegistry,
  source: OpenMember,
  tree: BootTree,
  each: EachOpen,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const rotten = set.rottenOf(tree);
  if (rotten.length === 0) return false;
  const copies = new Map<string, WholeCopy>();
  await each(async (mirror) => {
    const listing = await scanTree(mirror.path, {
      checksum: false,
      keepBytes: () => false,
      isUnread: () => true,
    });
    for (const { file, digest } of rotten) {
      const there = fileAt(listing, file.node.path);
      if (there === undefined || copies.has(file.path)) continue;
      if (readDigest(mirror.path, there.path) === digest)
        copies.set(file.path, { rotten: file, mirror, whole: there });
    }
  });
  if (copies.size === 0) return false;
  const why = await source.allowWrites();
  if (why !== null) throw new Error(`${source.name} ${why}: what is rotten on it cannot be replaced`);
  for (const {
    rotten: { node },
    mirror,
    whole,
  } of copies.values()) {
    const { path: from, size, mtime } = whole;
    const target = { source: mirror.path, mirror: source.path, verify: true, signal };
    await applyOperation({ op: 'copy', path: node.path, from, size, mtime, replaces: true }, target);
    tell(`${node.path} was rotten, and is whole again, from ${mirror.name}`);
  }
  return true;
}
