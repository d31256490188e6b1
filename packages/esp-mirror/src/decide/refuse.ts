import { type BootTree, isProtected } from '@twinroot/lib-boot-tree';
import { isFatName, largestFile } from '@twinroot/lib-fat';
import { filesOf, type Listing, nameOf } from '@twinroot/lib-tree';

/**
 * Why a pair of trees cannot be mirrored at all, by name; null when it can. Links, sockets and devices are never
 * followed or copied; what FAT cannot hold is refused before the first write. What is left alone anyway is left out, and so is what
 * has no name that can be written: it is left alone, too.
 */
export function refusalOf(
  source: BootTree,
  mirror: BootTree,
  isExcluded: (path: string) => boolean,
): string | null {
  const isLeft = (path: string) => isProtected(path) || isExcluded(path);
  return (
    oddityOf(source.listing, 'the source', isLeft) ??
    oddityOf(mirror.listing, 'the mirror', isLeft) ??
    conflict(source, mirror, isLeft)
  );
}

function oddityOf(listing: Listing, whose: string, isLeft: (path: string) => boolean): string | null {
  for (const node of listing.nodes.values()) {
    if (isLeft(node.path) || node.kind === 'unnamed') continue;
    if (node.kind !== 'file' && node.kind !== 'directory') return `${whose} has a ${node.kind}: ${node.path}`;
    if (!isFatName(nameOf(node.path))) return `${whose} has a name that FAT cannot hold: ${node.path}`;
  }
  const clash = listing.clashes.find(([path]) => !isLeft(path) && !path.includes('\ufffd'));
  if (clash !== undefined) return `${whose} has two names that FAT cannot tell apart: ${clash.join(' and ')}`;
  const large = filesOf(listing).find(({ path, size }) => size > largestFile && !isLeft(path));
  return large === undefined ? null : `${whose} has a file larger than FAT can hold: ${large.path}`;
}

function conflict(source: BootTree, mirror: BootTree, isLeft: (path: string) => boolean): string | null {
  for (const [key, node] of source.listing.nodes) {
    const there = mirror.listing.nodes.get(key);
    if (there !== undefined && there.kind !== node.kind && !isLeft(node.path) && !isNameless(node, there)) {
      return `${node.path} is a ${node.kind} on the source and a ${there.kind} on the mirror: remove one`;
    }
  }
  return null;
}

function isNameless(...nodes: readonly { readonly kind: string }[]): boolean {
  return nodes.some(({ kind }) => kind === 'unnamed');
}
