import { createHash } from 'node:crypto';
import { parsePartuuid } from '@twinroot/lib-blockdev';
import { type BootTree, type CountedFile, countedFiles } from '@twinroot/lib-boot-tree';
import { manifestOf, type Registry } from '@twinroot/lib-registry';
import { listingOf } from '@twinroot/lib-tree';

/** A machine of which nothing is known: all counts. */
export const counting = { running: { ids: new Set<string>(), osIds: new Set<string>() }, vendors: null };

export const first = partuuidOf('0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6');
export const second = partuuidOf('7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b');

export function partuuidOf(text: string) {
  const partuuid = parsePartuuid(text);
  if (partuuid === null) throw new Error(text);
  return partuuid;
}

/** An id of 32 hex digits that begins so. */
export const id = (text: string) => text.padEnd(32, '0');

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The tree of a model, whose digests are texts, with real ones. */
export function hashed(tree: BootTree): BootTree {
  const nodes = [...tree.listing.nodes.values()].map((node) =>
    node.kind === 'file' ? { ...node, digest: sha256(node.digest ?? '') } : node,
  );
  return { ...tree, listing: listingOf(nodes) };
}

/** The files of a tree that count. */
export function found(tree: BootTree, recorded: ReadonlySet<string> = new Set()): readonly CountedFile[] {
  return countedFiles(tree, { ...counting, recorded });
}

/** A registry of generation 1 of these files. */
export function registryOf(files: readonly CountedFile[], more: Partial<Registry> = {}): Registry {
  return {
    set: id('5e7'),
    members: [
      { kind: 'esp', partuuid: first },
      { kind: 'esp', partuuid: second },
    ],
    gone: [],
    generation: { number: 1, id: id('1') },
    parents: [],
    source: first,
    partOf: null,
    becoming: null,
    alone: [],
    others: [],
    files: manifestOf(files, [], () => null),
    ...more,
  };
}
