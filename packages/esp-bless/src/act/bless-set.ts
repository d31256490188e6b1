import type { BootTree } from '@twinroot/lib-boot-tree';
import type { Refusal } from '@twinroot/lib-failure';
import { type MemberAccess, openMember, type WaitForLock, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { fatSources, readLeft, readSteadyTree } from '@twinroot/lib-seal';
import type { BlessOutcome, PlannedBlessing } from '../bless-table.ts';
import type { CountedBoot } from '../decide/counted-boot.ts';
import { type GoodEntry, goodEntryOf } from '../decide/good-entry.ts';
import { outcomeOf, plannedOf } from '../decide/outcome.ts';
import { blessMirror } from './bless-mirror.ts';

/** What came of the mirrors, and the operations that were planned. */
export interface BlessedSet {
  readonly kind: 'blessed';
  /** In a dry run, what would come of them. */
  readonly outcomes: readonly BlessOutcome[];
  readonly planned: readonly PlannedBlessing[];
}

/** A partition that was booted, open, with what is on it. */
interface OpenSource {
  readonly member: EspMember;
  readonly root: string;
  readonly tree: BootTree;
}

/**
 * Finds the entry that was booted on what was booted, and takes its counter off on each mirror of that kind. A failure of one mirror
 * stops no other.
 *
 * @param run.wait null: a dry run
 * @returns a refusal when the entry was not found good
 * @throws {Error} when what was booted cannot be read
 * @throws {ToolError} ABORT, ENOENT without flock(1)
 */
export async function blessSet(
  access: MemberAccess,
  set: readonly EspMember[],
  boot: CountedBoot,
  run: { readonly wait: WaitForLock | null; readonly signal: AbortSignal },
): Promise<BlessedSet | Refusal> {
  const closes: (() => Promise<void>)[] = [];
  try {
    const sources: OpenSource[] = [];
    for (const member of bootedOf(access, set)) {
      const open = await openMember(access, member, { use: 'read', fsck: false });
      if (!('path' in open)) {
        const why = open.kind === 'missing' ? 'is missing' : `cannot be used: ${open.reason}`;
        throw new Error(`what was booted, ${member.path ?? member.partuuid}, ${why}`);
      }
      closes.push(open.close);
      const wishes = { checksum: false, isExcluded: () => false };
      sources.push({ member, root: open.path, tree: await readSteadyTree(open.path, wishes, run.signal) });
    }
    const good = goodEntryOf(boot, sources);
    return good.kind === 'refused' ? good : await blessMirrors(access, set, good, run.wait);
  } finally {
    for (const close of closes) await close();
  }
}

/** What was booted, the ESP first. */
function bootedOf({ machine }: MemberAccess, set: readonly EspMember[]): readonly EspMember[] {
  const sources = fatSources(machine, set);
  const isEsp = ({ kind }: EspMember) => kind === 'esp';
  return [...sources.filter(isEsp), ...sources.filter((member) => !isEsp(member))];
}

async function blessMirrors(
  access: MemberAccess,
  set: readonly EspMember[],
  { source, entry }: GoodEntry<OpenSource>,
  wait: WaitForLock | null,
): Promise<BlessedSet> {
  const left = await readLeft(access, set);
  const all = set.filter(({ role, kind }) => role === 'mirror' && kind === source.member.kind);
  const mirrors = all.filter(({ partuuid }) => !left.has(partuuid));
  const good = { root: source.root, tree: source.tree, entry };
  // Opened to be read: where nothing is to be done, not even the mount is noted on the volume.
  const as = { use: 'read', fsck: false, wait } as const;
  const ends = await withOpenMembers(access, mirrors, as, (each) =>
    each((mirror) => blessMirror(good, mirror, wait === null)),
  );
  const pathOf = (id: string) => all.find(({ partuuid }) => partuuid === id)?.path ?? null;
  const gone = all.filter(({ partuuid }) => left.has(partuuid));
  return {
    kind: 'blessed',
    outcomes: [
      ...ends.map((end) => ({ partuuid: end.id, path: pathOf(end.id), ...outcomeOf(end, entry.file.path) })),
      ...gone.map(({ partuuid, path }) => ({ partuuid, path, ...leftOutcome })),
    ],
    planned: ends.flatMap((end) =>
      end.kind === 'done' && end.value.kind === 'bless' ? plannedOf(end.id, end.value.operations) : [],
    ),
  };
}

const leftOutcome = {
  state: 'refused',
  entry: null,
  why: 'it left the set: esp-join takes it back',
} as const;
