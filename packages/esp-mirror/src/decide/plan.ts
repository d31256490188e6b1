import { type BootTree, defectOf } from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import type { FileNode, Operation, Phase } from '@twinroot/lib-tree';
import type { PlannedOperation } from '../plan-table.ts';
import { copies, deletion, type MirrorOperations, mirrorOperations } from './mirror-operations.ts';
import type { PlanNote } from './plan-note.ts';
import type { Policy } from './policy.ts';
import { leftovers, staleEntries, stalePayloads } from './stale.ts';
import { type Switch, switchOf } from './switch.ts';
import { type Target, type TargetEntry, targetOf } from './target.ts';

/** The name of a phase; the file system is synced between two of them. */
export type PhaseName = PlannedOperation['phase'];

/** What is to be done to a mirror. */
export interface Plan {
  /** All phases, those without operations left out. */
  readonly phases: readonly Phase<PhaseName>[];
  readonly notes: readonly PlanNote[];
  /** Files that only the mirror has and that stay, because they are another system's. */
  readonly foreign: readonly FileNode[];
  /** Paths of entries whose files change one after the other, because there is no bridge. */
  readonly torn: readonly string[];
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
  const target = targetOf(source, mirror, policy);
  const change = switchOf(source, mirror, target, bridge);
  const make = mirrorOperations(mirror);
  const phases: readonly Phase<PhaseName>[] = [
    { name: 'leftovers', operations: leftovers(mirror, target) },
    { name: 'payloads', operations: payloadWrites(source, target, change, make) },
    { name: 'loaders', operations: make.files(target, change, 'loader') },
    { name: 'bridge', operations: bridgeWrites(mirror, change, make) },
    { name: 'switch', operations: switchWrites(source, target, change, make) },
    { name: 'entries', operations: entryWrites(target, change, make) },
    { name: 'config', operations: make.files(target, change, 'config') },
    { name: 'stale-entries', operations: staleEntries(mirror, target, change) },
    { name: 'stale-payloads', operations: stalePayloads(source, mirror, target, change, make) },
    { name: 'stamp', operations: make.files(target, change, 'registry') },
  ];
  const torn = change.torn.map(({ file }) => file.path);
  const needed = phases.filter(({ operations }) => operations.length > 0);
  return { phases: needed, notes: target.notes, foreign: target.foreign, torn };
}

function payloadWrites(
  source: BootTree,
  target: Target,
  change: Switch,
  make: MirrorOperations,
): Operation[] {
  return [
    ...make.directories(source, target),
    ...make.files(target, change, 'payload'),
    ...copies(source, change, make),
  ];
}

function bridgeWrites(mirror: BootTree, change: Switch, make: MirrorOperations): Operation[] {
  const pointed = change.bridged.map(({ path, bytes, mtime, replaces }) =>
    make.write(path, bytes, mtime, replaces),
  );
  const early = change.early.map(({ source, path }) => make.copy(source.file, path));
  const [broken, complete] = [false, true].map((is) =>
    change.goEarly
      .filter((entry) => (defectOf(entry, mirror) === null) === is)
      .map(({ file }) => deletion(file)),
  );
  return [...(broken ?? []), ...early, ...pointed, ...(complete ?? [])];
}

function switchWrites(source: BootTree, target: Target, change: Switch, make: MirrorOperations): Operation[] {
  return [...change.keys].flatMap((key) => {
    const uki = target.entries.find((entry) => foldPath(entry.path) === key);
    const file = target.files.get(key) ?? uki?.source.file ?? source.listing.nodes.get(key);
    return file?.kind === 'file' ? [make.copy(file, uki?.path ?? file.path)] : [];
  });
}

/** Entries of the source that are new, changed or under another name; bridged ones are pointed back. */
function entryWrites(target: Target, change: Switch, make: MirrorOperations): Operation[] {
  const restored = change.bridged.flatMap(({ restore, mtime }) =>
    restore?.file.bytes ? [make.write(restore.file.path, restore.file.bytes, mtime, true)] : [],
  );
  const written = target.entries.toSorted(byType).flatMap((entry) => {
    const { source, there, path } = entry;
    const bridged = change.bridged.filter((one) => one.target === entry).map((one) => foldPath(one.path));
    const key = foldPath(path);
    const here = there?.key === key;
    const isWritten = change.early.includes(entry) || (source.type === 2 && change.keys.has(key));
    const isNeeded = !isWritten && (entry.isChanged || !here || bridged.length > 0);
    const copy = make.copy(source.file, path);
    const replaces = here || bridged.includes(key);
    return isNeeded && copy.op === 'copy' ? [{ ...copy, replaces }] : [];
  });
  return [...written, ...restored];
}

/** UKIs first, because texts may name them. */
function byType(a: TargetEntry, b: TargetEntry): number {
  return b.source.type - a.source.type;
}
