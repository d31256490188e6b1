/** A subvolume of a btrfs. */
export interface Subvolume {
  /** Its id: the top is 5. */
  readonly id: number;
  /** Below the top, without a slash in front. */
  readonly path: string;
  readonly uuid: string;
  /** UUID of the subvolume of which it is a snapshot; null: it is none. */
  readonly parentUuid: string | null;
}

/**
 * Reads what `btrfs subvolume list -qu` writes: a line each, `ID 257 gen 9 top level 5 parent_uuid - uuid … path snapshots/A/@`. A path
 * may have line feeds, so a line that does not begin like one belongs to the path before (btrfs-progs, cmds/subvolume-list.c).
 *
 * @throws {Error} when it is something else
 */
export function parseSubvolumes(text: string): readonly Subvolume[] {
  return linesOf(text).map((line) => {
    const found =
      /^ID (?<id>\d+) gen \d+ top level \d+ parent_uuid (?<parent>\S+) +uuid (?<uuid>\S+) path (?<path>.*)$/s.exec(
        line,
      )?.groups;
    if (found === undefined) throw new Error(`btrfs subvolume list wrote what is not known: ${line}`);
    const { id, parent, uuid = '', path = '' } = found;
    return { id: Number(id), path, uuid, parentUuid: parent === '-' ? null : (parent ?? null) };
  });
}

/**
 * Reads the ids in what `btrfs subvolume list -r` writes.
 *
 * @throws {Error} when it is something else
 */
export function parseIds(text: string): ReadonlySet<number> {
  return new Set(
    linesOf(text).map((line) => {
      const id = /^ID (\d+) gen \d+ top level \d+ path /.exec(line)?.[1];
      if (id === undefined) throw new Error(`btrfs subvolume list wrote what is not known: ${line}`);
      return Number(id);
    }),
  );
}

/**
 * Reads the id in what `btrfs subvolume get-default` writes: `ID 5 (FS_TREE)`, or a line as of the list.
 *
 * @throws {Error} when it is something else
 */
export function parseDefault(text: string): number {
  const id = /^ID (\d+) /.exec(text)?.[1];
  if (id === undefined)
    throw new Error(`btrfs subvolume get-default wrote what is not known: ${text.trim()}`);
  return Number(id);
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/\n$/, '')
    .split(/\n(?=ID \d+ gen \d)/)
    .filter((line) => line !== '');
}
