import { listingOf, type PlainNode, parentsOf } from '@twinroot/lib-tree';
import { type BootTree, bootTreeOf } from '../src/menu.ts';
import { imageOf } from './image-of.ts';

/** The boot tree with these files: their texts by path; a program is a text that begins with `MZ`. */
export function treeOf(files: Readonly<Record<string, string>>): BootTree {
  const directories = new Set(Object.keys(files).flatMap((path) => parentsOf(path)));
  const nodes: PlainNode[] = [...directories].map((path) => ({ kind: 'directory', path }));
  for (const [path, text] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    nodes.push({ kind: 'file', path, size: bytes.length, mtime: 0, digest: text, bytes });
  }
  return bootTreeOf(listingOf(nodes), (path) => imageOf(files[path] ?? ''));
}
