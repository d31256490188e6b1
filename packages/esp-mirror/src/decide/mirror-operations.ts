import { type BootTree, classOf, keptListPath, type PathClass } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import {
  directoriesOf,
  directoryOf,
  type FileNode,
  fileAt,
  fileByKey,
  isSameFile,
  isSameTime,
  type Operation,
  parentsOf,
  smallFile,
} from '@twinroot/lib-tree';
import { spellingOf } from './spelling.ts';
import type { Switch } from './switch.ts';
import type { Target } from './target.ts';

/** Makes operations for one mirror. */
export type MirrorOperations = ReturnType<typeof mirrorOperations>;

/** Makes operations with the spelling of names that the mirror has. */
export function mirrorOperations(mirror: BootTree) {
  const spell = spellingOf(mirror.listing);
  const copy = (file: FileNode, to: string): Operation => {
    const replaces = fileAt(mirror.listing, to) !== undefined;
    return { op: 'copy', path: spell(to), from: file.path, size: file.size, mtime: file.mtime, replaces };
  };
  const write = (path: string, bytes: Uint8Array, mtime: number, replaces: boolean): Operation => ({
    op: 'write',
    path: spell(path),
    bytes,
    mtime,
    replaces,
  });
  const files = (target: Target, change: Switch, of: PathClass): Operation[] =>
    target.unlike
      .filter(({ key }) => classOf(key) === of && !change.keys.has(key))
      .map((file) => copy(file, file.path));
  /** Times of files whose content is the same: what is compared by them would be compared by content again each time. */
  const times = (target: Target): Operation[] => {
    const images = target.entries.flatMap(({ source: { type, file }, path }) =>
      type === 2 && file.size > smallFile ? [{ file, key: foldPath(path) }] : [],
    );
    const large: FileNode[] = [];
    for (const file of target.files.values()) if (file.size > smallFile) large.push(file);
    return [...large.map((file) => ({ file, key: file.key })), ...images].flatMap(
      ({ file, key }): Operation[] => {
        const there = fileByKey(mirror.listing, key);
        const isOff = there !== undefined && isSameFile(file, there) && !isSameTime(file, there);
        return isOff ? [{ op: 'touch', path: there.path, mtime: file.mtime }] : [];
      },
    );
  };
  const directories = (source: BootTree, target: Target): Operation[] => {
    const wanted = new Map<string, string>();
    const want = (path: string) => {
      if (!mirror.listing.nodes.has(foldPath(path))) wanted.set(foldPath(path), path);
    };
    // The list of what is kept was written first, into a directory that is there by now.
    const made = target.keptList === null ? null : foldPath(directoryOf(keptListPath));
    for (const { kind, path, key } of source.listing.nodes.values())
      if (kind === 'directory' && target.isMirrored(key)) want(path);
    // What is the same has its directories there.
    for (const directory of directoriesOf(target.unlike.map(({ path }) => path)))
      if (directory !== '') [...parentsOf(directory), directory].forEach(want);
    for (const entry of target.entries) parentsOf(entry.path).forEach(want);
    if (made !== null) wanted.delete(made);
    return [...wanted.values()].sort(byDepth).map((path) => ({ op: 'mkdir', path: spell(path) }));
  };
  return { spell, copy, write, files, times, directories };
}

/** Orders paths so that directories come before what is in them. */
export function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}

/** The operation that deletes a file. */
export function deletion(file: FileNode): Operation {
  return { op: 'delete', path: file.path, size: file.size };
}

/** The operations that make the copies of a bridge. */
export function copies(source: BootTree, change: Switch, make: MirrorOperations): Operation[] {
  return [...change.copies].flatMap(([key, path]) => {
    const file = source.listing.nodes.get(key);
    return file?.kind === 'file' ? [make.copy(file, path)] : [];
  });
}
