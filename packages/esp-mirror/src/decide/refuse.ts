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
    // One that is the same in all has no other ones.
    (source.listing === mirror.listing
      ? null
      : (oddityOf(mirror.listing, 'the mirror', isLeft) ?? conflict(source, mirror, isLeft)))
  );
}

function oddityOf(listing: Listing, whose: string, isLeft: (path: string) => boolean): string | null {
  for (const node of listing.nodes.values()) {
    const { kind, key } = node;
    const isPlain = (kind === 'file' || kind === 'directory') && isFatName(nameOf(key));
    if (isPlain || kind === 'unnamed' || isLeft(key)) continue;
    if (kind !== 'file' && kind !== 'directory') return `${whose} has a ${kind}: ${node.path}`;
    return `${whose} has a name that FAT cannot hold: ${node.path}`;
  }
  const clash = listing.clashes.find(([path]) => !isLeft(path) && !path.includes('\ufffd'));
  if (clash !== undefined) return `${whose} has two names that FAT cannot tell apart: ${clash.join(' and ')}`;
  const large = filesOf(listing).find(({ key, size }) => size > largestFile && !isLeft(key));
  return large === undefined ? null : `${whose} has a file larger than FAT can hold: ${large.path}`;
}

function conflict(source: BootTree, mirror: BootTree, isLeft: (path: string) => boolean): string | null {
  for (const node of source.listing.nodes.values()) {
    const there = mirror.listing.nodes.get(node.key);
    if (there !== undefined && there.kind !== node.kind && !isLeft(node.key) && !isNameless(node, there)) {
      return `${node.path} is a ${node.kind} on the source and a ${there.kind} on the mirror: remove one`;
    }
  }
  return null;
}

function isNameless(...nodes: readonly { readonly kind: string }[]): boolean {
  return nodes.some(({ kind }) => kind === 'unnamed');
}
