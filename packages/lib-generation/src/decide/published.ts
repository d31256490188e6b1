import { foldPath } from '@twinroot/lib-fat';

/** An entry of a boot menu, of whatever system, as it was found on an ESP. */
export interface EntryFound {
  /** Of its file, below the root of the ESP. */
  readonly path: string;
  /** Id of the generation that it boots; null: it is another one's. */
  readonly id: string | null;
  /** Whether it boots an older kernel of that, and not its newest one; of others: false. */
  readonly isOlderKernel: boolean;
  /** Tries left; null: they are not counted. */
  readonly left: number | null;
  /** Of the kernel; bytes, one character each. Empty: another one's, or it has none. */
  readonly commandLine: string;
  /** Files that it names, below the root of the ESP; a unified kernel image names none. */
  readonly files: readonly string[];
  /** Whether it names a kernel, and all files that it names are there; of a unified kernel image, whether it is whole. */
  readonly isComplete: boolean;
}

/** What an ESP has for generations. */
export interface MemberPublished {
  readonly partuuid: string;
  /** What people know it by. */
  readonly name: string;
  readonly isBooted: boolean;
  readonly entries: readonly EntryFound[];
  /** Kernels and initrds of generations, below the root of the ESP. */
  readonly payloads: readonly string[];
}

/** What all ESPs of a set have for generations. */
export interface Published {
  /** The entry token of the machine. */
  readonly token: string;
  /** Whether boots are counted. */
  readonly isCounted: boolean;
  /** Those that could be read. */
  readonly members: readonly MemberPublished[];
  /** PARTUUIDs of members whose device is not there. */
  readonly missing: readonly string[];
  /** Why others could not be read. */
  readonly faults: readonly string[];
}

/** What boots have made of a generation. */
export type Tried = 'untried' | 'good' | 'bad';

/**
 * What the counter of the entry of a generation says; null: it has no entry, or one without a counter where nobody counts. What was booted is asked first, since boot loaders count
 * there alone. That of its newest kernel is asked: others have no counters.
 *
 * Source: UAPI.1 Boot Loader Specification, "Boot counting".
 */
export function triedOf(
  { members, isCounted }: Pick<Published, 'members' | 'isCounted'>,
  id: string,
): Tried | null {
  const inOrder = [
    ...members.filter(({ isBooted }) => isBooted),
    ...members.filter(({ isBooted }) => !isBooted),
  ];
  for (const { entries } of inOrder) {
    const own = entries.filter((one) => isMainOf(one, id));
    if (own.length === 0) continue;
    if (own.some(({ left }) => left === null)) return isCounted ? 'good' : null;
    return own.some(({ left }) => left !== 0) ? 'untried' : 'bad';
  }
  return null;
}

/** PARTUUIDs of the members on which the entry of a generation, that of its newest kernel, is there with all that it names. */
export function completeOn({ members }: Pick<Published, 'members'>, id: string): readonly string[] {
  return members
    .filter(({ entries }) => entries.some((one) => isMainOf(one, id) && one.isComplete))
    .map(({ partuuid }) => partuuid);
}

function isMainOf(entry: Pick<EntryFound, 'id' | 'isOlderKernel'>, id: string): boolean {
  return entry.id === id && !entry.isOlderKernel;
}

/**
 * Kernels and initrds of generations that no entry names once those of some generations are gone. An entry on any member, of whatever
 * system, counts: what it names may be brought to another member by the next run of esp-mirror.
 *
 * @param going ids
 * @returns of each member that has some, below its root
 */
export function unnamedPayloads(
  { members }: Pick<Published, 'members'>,
  going: ReadonlySet<string>,
): ReadonlyMap<MemberPublished, readonly string[]> {
  const named = new Set(
    members.flatMap(({ entries }) =>
      entries.flatMap(({ id, files }) => (id !== null && going.has(id) ? [] : files.map(foldPath))),
    ),
  );
  return new Map(
    members.flatMap((member) => {
      const unnamed = member.payloads.filter((path) => !named.has(foldPath(path)));
      return unnamed.length === 0 ? [] : [[member, unnamed] as const];
    }),
  );
}
