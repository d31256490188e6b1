import { type BootTree, classOf } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { filesOf, type Listing } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';

/** What cannot be read, and what follows from that. */
export interface Unreadable {
  /** Folded paths of files of the source that nobody can copy: the mirror's stay as they are. */
  readonly pinned: ReadonlySet<string>;
  readonly notes: readonly PlanNote[];
}

/** Files of the source that cannot be read, and names on either side that cannot be written. */
export function unreadableIn(
  source: BootTree,
  mirror: BootTree,
  isMirrored: (path: string) => boolean,
): Unreadable {
  const damaged = filesOf(source.listing).filter(
    ({ path, unreadable }) => unreadable !== undefined && isMirrored(path) && classOf(path) !== 'entry',
  );
  const notes = damaged.map(
    ({ path, unreadable }): PlanNote => ({
      kind: 'kept',
      text: `${path} cannot be read on the source (${unreadable}): the mirror's version is kept`,
      path,
    }),
  );
  return {
    pinned: new Set(damaged.map(({ path }) => foldPath(path))),
    notes: [
      ...notes,
      ...unnamed(source.listing, 'the source', isMirrored),
      ...unnamed(mirror.listing, 'the mirror', isMirrored),
    ],
  };
}

function unnamed(
  { nodes }: Listing,
  whose: string,
  isMirrored: (path: string) => boolean,
): readonly PlanNote[] {
  return [...nodes.values()]
    .filter(({ kind, path }) => kind === 'unnamed' && isMirrored(path))
    .map(({ path }) => ({
      kind: 'warning',
      text: `${path} of ${whose} has a name that is not UTF-8: it is left alone`,
    }));
}
