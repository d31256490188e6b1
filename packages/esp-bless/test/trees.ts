import { type BootTree, bootTreeOf } from '@twinroot/lib-boot-tree';
import { type FileNode, listingOf, type Operation, type PlainNode } from '@twinroot/lib-tree';
import { imageOf } from '../../lib-boot-tree/test/image-of.ts';

/** Files by path: their texts; a program begins with `MZ`. */
export type Files = Readonly<Record<string, string>>;

/** The boot tree with these files, each made at its time (0); of images the bytes are not kept, as when a tree is read. */
export function treeOf(files: Files, times: Readonly<Record<string, number>> = {}): BootTree {
  const nodes = Object.entries(files).map(([path, text]): PlainNode => {
    const bytes = path.endsWith('.conf') ? Buffer.from(text) : null;
    return { kind: 'file', path, size: text.length, mtime: times[path] ?? 0, digest: text, bytes };
  });
  return bootTreeOf(listingOf(nodes), (path) => imageOf(files[path] ?? ''));
}

/** Whether two files have the same text. */
export function isSame(one: FileNode, other: FileNode): boolean {
  return one.digest === other.digest;
}

/** The files after an operation. */
export function applied(files: Files, operation: Operation): Files {
  const next: Record<string, string> = { ...files };
  if (operation.op === 'delete') delete next[operation.path];
  else if (operation.op === 'copy') next[operation.path] = files[operation.from] ?? '';
  else if (operation.op === 'write') next[operation.path] = Buffer.from(operation.bytes).toString();
  else throw new Error(`${operation.op} is not expected`);
  return next;
}

/** The states of the files of which one is there when an operation is cut: a new name has no content for a moment. */
export function cutStates(files: Files, operation: Operation): readonly Files[] {
  const after = applied(files, operation);
  const isNew = operation.op !== 'delete' && files[operation.path] === undefined;
  return [files, ...(isNew ? [{ ...after, [operation.path]: '' }] : []), after];
}
