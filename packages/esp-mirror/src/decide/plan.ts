import { type BootTree, defectOf, entryTypeOf, keptListPath } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { directoryOf, type FileNode, type Operation, type Phase } from '@twinroot/lib-tree';
import type { PlannedOperation } from '../plan-table.ts';
import { originalOf } from './bridge-text.ts';
import { keptListText } from './kept-list.ts';
import { copies, deletion, type MirrorOperations, mirrorOperations } from './mirror-operations.ts';
import type { PlanNote } from './plan-note.ts';
import type { Policy } from './policy.ts';
import { type RestoredEntry, restoredEntries } from './restored.ts';
import { leftovers, staleEntries, staleFiles, stalePayloads } from './stale.ts';
import { atOnce, type Steps } from './steps.ts';
import { type Switch, switchOf } from './switch.ts';
import { type Target, type TargetEntry, targetOf } from './target.ts';

/** The name of a phase; the file system is synced between two of them. */
export type PhaseName = PlannedOperation['phase'];

/** What is to be done to a mirror. */
export interface Plan {
  /** All phases, those without operations left out. */
  readonly phases: readonly Phase<PhaseName>[];
  readonly notes: readonly PlanNote[];
  /** Files that only the mirror has and that stay. */
  readonly kept: readonly FileNode[];
  /** Paths of entries whose files change one after the other, because there is no bridge. */
  readonly torn: readonly string[];
  /** Whether a path, in any case of its letters, is within what is mirrored at all. */
  readonly isMirrored: (path: string) => boolean;
}

/**
 * The operations that make the mirror boot what the source boots.
 *
 * After every prefix of them, the last one torn or not, each entry that a boot loader would list on the mirror is
 * complete and coherent, and at least one is there if one was before; entries in `torn` are the exception.
 *
 * @param bridge whether payloads that are replaced under their own names are switched together
 */
export function planOf(source: BootTree, mirror: BootTree, policy: Policy, bridge: boolean): Plan {
  return atOnce(planning(source, mirror, policy, bridge));
}

/** The same in steps. */
export function* planning(source: BootTree, mirror: BootTree, policy: Policy, bridge: boolean): Steps<Plan> {
  const target = targetOf(source, mirror, policy);
  yield;
  const change = switchOf(source, mirror, target, bridge, policy.architecture);
  yield;
  const make = mirrorOperations(mirror);
  const restored = restoredEntries(mirror, target);
  const facts = { source, mirror, target, change, restored, policy };
  const stale = staleFiles(facts);
  yield;
  const phases: readonly Phase<PhaseName>[] = [
    { name: 'kept', operations: keptListWrites(mirror, target, make) },
    {
      name: 'leftovers',
      operations: [
        ...change.goFirst.map(({ file }) => deletion(file)),
        ...leftovers(mirror, target),
        ...stale.orphans.map(deletion),
      ],
    },
    { name: 'payloads', operations: payloadWrites(source, target, change, make) },
    { name: 'loaders', operations: make.files(target, change, 'loader') },
    { name: 'bridge', operations: bridgeWrites(mirror, change, make) },
    {
      name: 'switch',
      operations: [...stale.ofImages.map(deletion), ...switchWrites(source, target, change, make)],
    },
    { name: 'entries', operations: entryWrites(target, change, restored, make) },
    { name: 'config', operations: make.files(target, change, 'config') },
    { name: 'stale-entries', operations: staleEntries(mirror, target, change) },
    {
      name: 'stale-payloads',
      operations: stalePayloads(facts, stale, make),
    },
  ];
  const torn = change.torn.map(({ file }) => file.path);
  const needed = phases.filter(({ operations }) => operations.length > 0);
  return { phases: needed, notes: target.notes, kept: target.kept, torn, isMirrored: target.isMirrored };
}

function payloadWrites(
  source: BootTree,
  target: Target,
  change: Switch,
  make: MirrorOperations,
): Operation[] {
  const payloads = make.files(target, change, 'payload');
  const [last, others] = [true, false].map((is) =>
    payloads.filter(({ path }) => change.comesLast.has(foldPath(path)) === is),
  );
  return [
    ...make.directories(source, target),
    ...(others ?? []),
    ...copies(source, change, make),
    ...(last ?? []),
    ...make.times(target),
  ];
}

function bridgeWrites(mirror: BootTree, change: Switch, make: MirrorOperations): Operation[] {
  const pointed = change.bridged.map(({ path, bytes, mtime, replaces }) =>
    make.write(path, bytes, mtime, replaces),
  );
  const early = change.early.map(({ source, there, path }) => {
    const copy = make.copy(source.file, path);
    const isGone = there !== null && change.goEarly.includes(there) && there.key === foldPath(path);
    return copy.op === 'copy' && isGone ? { ...copy, replaces: false } : copy;
  });
  const [broken, complete] = [false, true].map((is) =>
    change.goEarly
      .filter((entry) => (defectOf(entry, mirror) === null) === is)
      .map(({ file }) => deletion(file)),
  );
  return [...(broken ?? []), ...early, ...pointed, ...(complete ?? [])];
}

function switchWrites(source: BootTree, target: Target, change: Switch, make: MirrorOperations): Operation[] {
  const gone = new Set(change.goEarly.map(({ key }) => key));
  // What an image reads beside it comes before the image.
  const [images, others] = [true, false].map((is) =>
    [...change.keys].filter((key) => isImagePath(key) === is),
  );
  return [...(others ?? []), ...(images ?? [])].flatMap((key) => {
    const uki = target.entries.find((entry) => foldPath(entry.path) === key);
    const file = target.files.get(key) ?? uki?.source.file ?? source.listing.nodes.get(key);
    if (file?.kind !== 'file') return [];
    const copy = make.copy(file, uki?.path ?? file.path);
    return [copy.op === 'copy' && gone.has(key) ? { ...copy, replaces: false } : copy];
  });
}

function isImagePath(path: string): boolean {
  return entryTypeOf(path) === 2;
}

/** Entries of the source that are new, changed or under another name; bridged ones are pointed back. */
function entryWrites(
  target: Target,
  change: Switch,
  restored: readonly RestoredEntry[],
  make: MirrorOperations,
): Operation[] {
  const back = [
    ...change.bridged.flatMap(({ restore, mtime }) =>
      restore?.file.bytes
        ? [{ entry: restore, bytes: originalOf(restore.file.bytes) ?? restore.file.bytes, mtime }]
        : [],
    ),
    ...restored.map(({ entry, bytes }) => ({ entry, bytes, mtime: entry.file.mtime })),
  ].map(({ entry, bytes, mtime }) => make.write(entry.file.path, bytes, mtime, true));
  const written = target.entries.toSorted(byType).flatMap((entry) => {
    const { source, there, path } = entry;
    const bridged = change.bridged.filter((one) => one.target === entry).map((one) => foldPath(one.path));
    const key = foldPath(path);
    const here = there?.key === key && ![...change.goFirst, ...change.goEarly].includes(there);
    const isWritten = change.early.includes(entry) || (source.type === 2 && change.keys.has(key));
    const isNeeded = !isWritten && (entry.isChanged || !here || bridged.length > 0);
    const copy = make.copy(source.file, path);
    const replaces = here || bridged.includes(key);
    return isNeeded && copy.op === 'copy' ? [{ ...copy, replaces }] : [];
  });
  return [...written, ...back];
}

/** What is written down before anything else, of files that were there first. */
function keptListWrites(mirror: BootTree, { keptList }: Target, make: MirrorOperations): Operation[] {
  if (keptList === null) return [];
  const directory = directoryOf(keptListPath);
  const made: Operation[] = mirror.listing.nodes.has(foldPath(directory))
    ? []
    : [{ op: 'mkdir', path: make.spell(directory) }];
  return [...made, make.write(keptListPath, keptListText(keptList), 0, false)];
}

/** UKIs first, because texts may name them. */
function byType(a: TargetEntry, b: TargetEntry): number {
  return b.source.type - a.source.type;
}
