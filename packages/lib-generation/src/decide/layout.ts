import { idPattern, timeOfId } from './generation-id.ts';

// The tree is that of Alpine's page "Immutable root with atomic upgrades": snapshots/ID/@, links/ID/0…3, current, next, commons, fstab.

/** The subvolume with the root of a generation. */
export const rootName = '@';

/** What is at a place where a symlink is expected. */
export type LinkFound =
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'other' };

/** A directory of snapshots/, as it was found. */
export interface SnapshotFound {
  readonly name: string;
  readonly subvolumes: readonly {
    readonly name: string;
    readonly isReadOnly: boolean;
    readonly isDefault: boolean;
  }[];
  /** Whether there are subvolumes in these. */
  readonly hasNested: boolean;
  /** Name of the directory of snapshots/ of whose root this one's is a snapshot; null: not known. */
  readonly base: string | null;
  /** Whether the file `keep` is there. */
  readonly isKept: boolean;
  /** Versions of kernels that have modules in its root. */
  readonly kernels: readonly string[];
}

/** The top of a btrfs, as it was found. */
export interface TopFound {
  readonly snapshots: readonly SnapshotFound[];
  readonly links: readonly {
    readonly name: string;
    readonly slots: readonly { readonly name: string; readonly found: LinkFound }[];
  }[];
  readonly current: LinkFound;
}

/** A generation of the root. */
export interface Generation {
  readonly id: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** Whether it is whole: its root can only be read, or it has been in the links, as one that was made by hand. */
  readonly isSealed: boolean;
  /** N of current/N; null: it is not among the current ones. The lowest where there are several. */
  readonly slot: number | null;
  /** Whether it is mounted where no subvolume is named. */
  readonly isDefault: boolean;
  /** Whether there are subvolumes in its own, which somebody made there. */
  readonly hasNested: boolean;
  readonly isKept: boolean;
  /** Id of the generation of which it is a snapshot; null: not known. */
  readonly base: string | null;
  /** Versions of kernels that have modules in its root. */
  readonly kernels: readonly string[];
}

/** The generations of a root, the oldest first. */
export interface Layout {
  readonly generations: readonly Generation[];
  /** Name in links/ of what `current` leads to; null: it leads nowhere. */
  readonly current: string | null;
  /** Ids of the generations of current/0, current/1, …; null: that link leads to none. */
  readonly slots: readonly (string | null)[];
  /** What is wrong with it, in words. */
  readonly faults: readonly string[];
}

/** What a tree means. Names in snapshots/ that are no ids are somebody else's, and passed over. */
export function layoutOf(found: TopFound): Layout {
  const faults: string[] = [];
  const current = currentOf(found, faults);
  const slots = new Map<string, number>();
  const inOrder: (string | null)[] = [];
  const linked = new Set<string>();
  for (const { name, slots: all } of found.links)
    for (const { name: slot, found: link } of all) {
      if (!/^\d{1,2}$/.test(slot)) continue;
      const id = link.kind === 'link' ? idOfTarget(link.target) : null;
      if (id !== null) linked.add(id);
      if (name !== current) continue;
      const isThere = found.snapshots.some((one) => one.name === id && hasRoot(one));
      inOrder[Number(slot)] = id !== null && isThere ? id : null;
      if (id === null || !isThere) faults.push(`current/${slot} leads to no generation`);
      else slots.set(id, Math.min(slots.get(id) ?? Number.POSITIVE_INFINITY, Number(slot)));
    }
  if (
    current !== null &&
    ![...slots.values()].includes(0) &&
    !faults.some((one) => one.startsWith('current/0'))
  )
    faults.push('current/0 is missing: no generation is the newest');
  const generations = found.snapshots.filter(hasRoot).flatMap((one): Generation[] => {
    const time = timeOfId(one.name);
    if (time === null) return [];
    const root = one.subvolumes.find(({ name }) => name === rootName);
    return [
      {
        id: one.name,
        time,
        isSealed: root?.isReadOnly === true || linked.has(one.name),
        slot: slots.get(one.name) ?? null,
        isDefault: one.subvolumes.some(({ isDefault }) => isDefault),
        hasNested: one.hasNested,
        isKept: one.isKept,
        base: one.base !== null && idPattern.test(one.base) ? one.base : null,
        kernels: one.kernels,
      },
    ];
  });
  return {
    generations: generations.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    current,
    slots: Array.from(inOrder, (id) => id ?? null),
    faults,
  };
}

function currentOf({ current, links }: TopFound, faults: string[]): string | null {
  if (current.kind === 'absent') faults.push('there is no link current');
  if (current.kind === 'other') faults.push('current is no link');
  if (current.kind !== 'link') return null;
  const name = /^(?:\.\/)*links\/+([^/]+)\/*$/.exec(current.target)?.[1];
  if (name !== undefined && links.some((one) => one.name === name)) return name;
  faults.push(`current leads to ${current.target}, which is not there`);
  return null;
}

export function hasRoot({ subvolumes }: SnapshotFound): boolean {
  return subvolumes.some(({ name }) => name === rootName);
}

/** The id in the target of a link in links/ID: `../../snapshots/ID`; null: it is none. */
export function idOfTarget(target: string): string | null {
  const id = /^(?:\.\/)*\.\.\/+\.\.\/+snapshots\/+([^/]+)\/*$/.exec(target)?.[1];
  return id !== undefined && idPattern.test(id) ? id : null;
}

/**
 * The generation in the path of a subvolume, as the kernel shows that of a mount: `/snapshots/ID/@`.
 *
 * @returns its id; null: it is none of a generation
 */
export function idOfSubvolume(path: string): string | null {
  const id = /^\/?snapshots\/([^/]+)(?:\/|$)/.exec(path)?.[1];
  return id !== undefined && idPattern.test(id) ? id : null;
}
