import { type BootTree, bootTreeOf } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { listingOf } from '@twinroot/lib-tree';
import type { Image } from '@twinroot/lib-uki';
import type { FileFacts, MemberFacts } from './facts/machine-facts.ts';

/** A member with its tree. */
export interface MemberTree {
  readonly member: MemberFacts;
  readonly tree: BootTree;
}

/** The boot tree of a member, as its facts tell of it. */
export function treeOfMember({ files }: Pick<MemberFacts, 'files'>): BootTree {
  const images = new Map<string, Image>();
  for (const [path, { image }] of files)
    if (image !== null) images.set(foldPath(path), { ...image, sorting: image.sorting ?? null });
  const nodes = [...files].map(([path, file]) => ({
    kind: 'file' as const,
    path,
    size: file.size,
    mtime: file.mtime,
    digest: file.digest,
    bytes: file.text === null ? null : Buffer.from(file.text, 'latin1'),
    ...(file.unreadable === null ? {} : { unreadable: file.unreadable }),
  }));
  return bootTreeOf(listingOf(nodes), (path) => images.get(foldPath(path)) ?? null);
}

/** The file of a member under a path, whatever the case of its letters. */
export function fileOfMember({ files }: Pick<MemberFacts, 'files'>, path: string): FileFacts | null {
  const key = foldPath(path);
  for (const [name, file] of files) if (foldPath(name) === key) return file;
  return null;
}

/** Whether two files hold the same, as far as their facts tell: by digest, else by size and time in FAT's steps. */
export function isSameFacts(one: FileFacts | null, other: FileFacts | null): boolean {
  if (one === null || other === null || one.size !== other.size) return false;
  if (one.digest !== null && other.digest !== null) return one.digest === other.digest;
  return Math.floor(one.mtime / 2) === Math.floor(other.mtime / 2);
}
