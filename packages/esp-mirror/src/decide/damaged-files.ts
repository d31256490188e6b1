import { type BootTree, classOf, isLoaderProgram } from '@twinroot/lib-boot-tree';
import { type FileNode, fileAt, filesOf, type Listing } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';

/** Files that are not copied, and what is to be said of them. */
export interface DamagedFiles {
  /** Folded paths of files of the source that must not take the place of the mirror's: these stay as they are. */
  readonly pinned: ReadonlySet<string>;
  readonly notes: readonly PlanNote[];
}

/**
 * Files of the source that are damaged, but for entries and what only these name: files that cannot be read, boot loaders and the
 * add-ons of all images. And names on either side that cannot be written.
 */
export function damagedFiles(
  source: BootTree,
  mirror: BootTree,
  isMirrored: (path: string) => boolean,
): DamagedFiles {
  const damaged = filesOf(source.listing).flatMap((file) => {
    const fault = faultOf(file, source);
    if (fault === null || !isMirrored(file.key) || classOf(file.key) === 'entry') return [];
    return [{ path: file.path, key: file.key, fault }];
  });
  const notes = damaged.map(({ path, fault }): PlanNote => {
    const then = fileAt(mirror.listing, path) ? "the mirror's version is kept" : 'it is not copied';
    return { kind: 'kept', text: `${path} ${fault} on the source: ${then}`, path };
  });
  return {
    pinned: new Set(damaged.map(({ key }) => key)),
    notes: [
      ...notes,
      ...unnamed(source.listing, 'the source', isMirrored),
      ...unnamed(mirror.listing, 'the mirror', isMirrored),
    ],
  };
}

function faultOf({ key, unreadable }: FileNode, { faults }: BootTree): string | null {
  if (unreadable !== undefined) return `cannot be read (${unreadable})`;
  const fault = faults.get(key);
  return fault !== undefined && isLoaderProgram(key) ? fault : null;
}

function unnamed(
  { nodes }: Listing,
  whose: string,
  isMirrored: (path: string) => boolean,
): readonly PlanNote[] {
  const notes: PlanNote[] = [];
  for (const { kind, path, key } of nodes.values()) {
    if (kind !== 'unnamed' || !isMirrored(key)) continue;
    notes.push({
      kind: 'warning',
      text: `${path} of ${whose} has a name that is not UTF-8: it is left alone`,
    });
  }
  return notes;
}
