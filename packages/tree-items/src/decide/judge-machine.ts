import type { ExpectedMounts } from '@twinroot/lib-machine';
import type { Mount } from '@twinroot/lib-mountinfo';
import { copyFault, isContent, isOneFileSystem } from '@twinroot/lib-rsync';
import { isWithin } from '@twinroot/lib-sysroot';
import { type Complaint, doubt, fault } from './complaint.ts';
import type { FoundPath } from './found-path.ts';
import { judgeRoots } from './judge-roots.ts';
import type { SyncEntry, WrittenPath } from './sync-list.ts';

/** A machine as far as its directories and mounts go. */
export interface MachineFacts {
  readonly mounts: readonly Mount[];
  /** Mount points that fstab has. */
  readonly wanted: readonly string[];
  /** What is at each path of the list. */
  readonly paths: ReadonlyMap<string, FoundPath>;
}

const unreadable = 'cannot be examined: its disk is failing or unreachable';

/** What is wrong with a sync list on this machine, as it is now: what is missing, or on no mount of its own. */
export function judgeMachine(
  entries: readonly SyncEntry[],
  rsyncOpts: readonly string[],
  facts: MachineFacts,
): readonly Complaint[] {
  const dests = entries.flatMap((entry) => entry.dests);
  return entries.flatMap((entry) => {
    const source = foundAt(facts, entry.source);
    if (source.is === 'missing' || source.is === 'unreadable') {
      const why = source.is === 'missing' ? 'does not exist' : unreadable;
      return [fault(entry.source.line, `SOURCE ${entry.source.path} ${why}`)];
    }
    return entry.dests.flatMap((dest) => {
      const siblings = dests.filter((other) => other !== dest).map((other) => foundAt(facts, other).real);
      const why = whyNot(entry, dest, source, facts, { wanted: facts.wanted, siblings }, rsyncOpts);
      if (why !== null) return [fault(dest.line, `DEST ${dest.path} ${why}`)];
      const roots = judgeRoots(entry, dest, source, foundAt(facts, dest), rsyncOpts);
      if (!isWithin(foundAt(facts, dest).real, source.real)) return roots;
      const because =
        'it is not copied into itself only because of -x, and because it is another file system';
      return [
        ...roots,
        doubt(dest.line, `DEST ${dest.path} is inside its SOURCE ${entry.source.path}: ${because}`),
      ];
    });
  });
}

function whyNot(
  { source }: SyncEntry,
  dest: WrittenPath,
  from: FoundPath,
  facts: MachineFacts,
  expected: ExpectedMounts,
  rsyncOpts: readonly string[],
): string | null {
  const to = foundAt(facts, dest);
  const copy = {
    source: from.real,
    dest: to.real,
    asDirectory: !isContent(source.path),
    oneFileSystem: isOneFileSystem(rsyncOpts),
  };
  // First the mounts: below an absent one, nothing is there.
  const why = copyFault(facts.mounts, expected, copy);
  if (why !== null) return why;
  if (to.is === 'unreadable') return unreadable;
  if (to.is === 'missing') return 'does not exist: create the directory';
  if (to.is === 'other' && from.is === 'directory') return 'is not a directory, but its SOURCE is';
  return null;
}

function foundAt({ paths }: MachineFacts, { path }: WrittenPath): FoundPath {
  return paths.get(path) ?? { real: path, is: 'missing' };
}
