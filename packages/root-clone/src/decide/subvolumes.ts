/** A subvolume of btrfs(5) that lies in a volume, and that no mount of its own shows. */
export interface Subvolume {
  /** Its path in the root, as the source and the clone have it. */
  readonly path: string;
  /** The path of the volume that it lies in. */
  readonly holder: string;
  readonly isReadOnly: boolean;
}

/** A line of `btrfs subvolume list`. */
interface Listed {
  readonly id: string;
  readonly parent: string;
  readonly path: string;
}

/**
 * The subvolumes below another one, by their paths in it, parents first.
 *
 * @param text what `btrfs subvolume list DIRECTORY` writes: of those below DIRECTORY's subvolume, paths in that one, of others
 * paths from the top (btrfs-progs cmds/subvolume-list.c, resolve_root)
 * @param top the id of DIRECTORY's subvolume
 */
export function subvolumesBelow(text: string, top: string): readonly string[] {
  const listed = text.split('\n').flatMap((line): Listed[] => {
    const [, id, parent, path] = /^ID (\d+) gen \d+ top level (\d+) path (.+)$/.exec(line) ?? [];
    return id === undefined || parent === undefined || path === undefined ? [] : [{ id, parent, path }];
  });
  const below = new Set([top]);
  // A subvolume may have been made before the one that it is in by now.
  for (let size = 0; size < below.size; ) {
    size = below.size;
    for (const { id, parent } of listed) if (below.has(parent)) below.add(id);
  }
  return listed.flatMap(({ parent, path }) => (below.has(parent) ? [path] : [])).toSorted();
}

/** The id that `btrfs subvolume get-default` tells: `5` is the top of the file system; null for another text. */
export function defaultIn(text: string): string | null {
  return /^ID (\d+)\b/.exec(text)?.[1] ?? null;
}
