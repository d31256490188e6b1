import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { CommandLine } from './command-line.ts';
import type { SurvivalOf } from './device-survival.ts';
import type { ChosenEntry, ListedEntry } from './entries.ts';
import type { MachineFacts, MemberFacts } from './facts/machine-facts.ts';
import type { MemberTree } from './member-tree.ts';

/** One question: would the machine come up from this member, when these disks are lost? */
export interface MemberCase {
  readonly facts: MachineFacts;
  /** An ESP. */
  readonly member: MemberFacts;
  /** What was booted, or was named in its place; null: it is the member itself, or there is none. */
  readonly booted: MemberFacts | null;
  readonly device: BlockDevice | null;
  /** The tree of the member and, on the same disk, of its XBOOTLDR partition. */
  readonly trees: readonly MemberTree[];
  readonly bootedTrees: readonly MemberTree[];
  /** Device nodes. */
  readonly lostDisks: ReadonlySet<string>;
  readonly survivalOf: SurvivalOf;
  /** What its boot loader lists, in the order of its menu. */
  readonly menu: readonly ListedEntry[];
  /** What is there, and its boot loader does not list. */
  readonly passedOver: readonly ListedEntry[];
  /** What it would start; null: nothing, or the menu is not known (GRUB's). */
  readonly chosen: ChosenEntry | null;
  /** What an older version of systemd-boot would start instead, which takes boot counters for a part of the name; null: the same. */
  readonly chosenEarlier: ChosenEntry | null;
  /** The kernel's command line of that; the one that runs where the menu is GRUB's. null: not known. */
  readonly commandLine: CommandLine | null;
  /** What is mounted as root by it, and what becomes of that. */
  readonly root: RootState;
}

/** What an entry names as root. */
export interface RootState {
  /** As the command line names it; null where it does not. */
  readonly source: string | null;
  /** Those that are there now; empty: none is. */
  readonly devices: readonly BlockDevice[];
  /** Of ZFS, the pool. */
  readonly pool: string | null;
  /** Whether one of its devices is named, and not the file system, and whether it is known which; null: it is not. */
  readonly node: 'known' | 'unknown' | null;
}

/** What a member is called in messages. */
export function nameOfMember({ mountpoint, path, partuuid }: MemberFacts): string {
  return mountpoint ?? path ?? partuuid;
}
