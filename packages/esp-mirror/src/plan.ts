import {
  directoryOf,
  type FileNode,
  fileAt,
  filesOf,
  foldPath,
  isOwnName,
  isSameFile,
  nameOf,
  type Operation,
  type Phase,
  parentsOf,
} from '@twinroot/lib-tree';
import { classOf, type PathClass } from './classify.ts';
import { type BootTree, defectOf } from './menu.ts';
import type { Policy } from './policy.ts';
import { spellingOf } from './spelling.ts';
import { type Switch, switchOf } from './switch.ts';
import { type Note, type Target, type TargetEntry, targetOf } from './target.ts';

/** The phases, in the order in which they are applied; the file system is synced between two of them. */
export const phaseNames = [
  'leftovers',
  'payloads',
  'loaders',
  'bridge',
  'switch',
  'entries',
  'config',
  'stale-entries',
  'stale-payloads',
  'stamp',
] as const;
export type PhaseName = (typeof phaseNames)[number];

/** What is to be done to a mirror. */
export interface Plan {
  /** All phases, those without operations left out. */
  readonly phases: readonly Phase<PhaseName>[];
  readonly notes: readonly Note[];
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
  const make = makerOf(mirror);
  const operations: Record<PhaseName, Operation[]> = {
    leftovers: leftovers(mirror, target),
    payloads: [
      ...make.directories(source, target),
      ...make.files(target, change, 'payload'),
      ...copies(source, change, make),
    ],
    loaders: make.files(target, change, 'loader'),
    bridge: bridgeWrites(mirror, change, make),
    switch: switchWrites(source, target, change, make),
    entries: entryWrites(target, change, make),
    config: make.files(target, change, 'config'),
    'stale-entries': staleEntries(mirror, target, change),
    'stale-payloads': stalePayloads(source, mirror, target, change, make),
    stamp: make.files(target, change, 'stamp'),
  };
  const phases = phaseNames
    .map((name) => ({ name, operations: operations[name] }))
    .filter((phase) => phase.operations.length > 0);
  const torn = change.torn.map(({ file }) => file.path);
  return { phases, notes: target.notes, foreign: target.foreign, torn };
}

type Maker = ReturnType<typeof makerOf>;

/** Makes operations with the spelling of names that the mirror has. */
function makerOf(mirror: BootTree) {
  const spell = spellingOf(mirror.listing);
  const copy = (file: FileNode, to: string): Operation => {
    const replaces = fileAt(mirror.listing, to) !== undefined;
    return { op: 'copy', path: spell(to), from: file.path, size: file.size, mtime: file.mtime, replaces };
  };
  const write = (path: string, bytes: Uint8Array, mtime: number, replaces: boolean): Operation => ({
    op: 'write',
    path: spell(path),
    bytes,
    mtime,
    replaces,
  });
  const isWanted = (file: FileNode) => {
    const there = fileAt(mirror.listing, file.path);
    return there === undefined || !isSameFile(file, there);
  };
  const files = (target: Target, change: Switch, of: PathClass): Operation[] =>
    [...target.files.values()]
      .filter((file) => classOf(file.path) === of && !change.keys.has(foldPath(file.path)) && isWanted(file))
      .map((file) => copy(file, file.path));
  const directories = (source: BootTree, target: Target): Operation[] => {
    const wanted = new Map<string, string>();
    const want = (path: string) => {
      if (!mirror.listing.nodes.has(foldPath(path))) wanted.set(foldPath(path), path);
    };
    for (const { kind, path } of source.listing.nodes.values())
      if (kind === 'directory' && target.isMirrored(path)) want(path);
    for (const file of target.files.values()) parentsOf(file.path).forEach(want);
    for (const entry of target.entries) parentsOf(entry.path).forEach(want);
    return [...wanted.values()].sort(byDepth).map((path) => ({ op: 'mkdir', path: spell(path) }));
  };
  return { spell, copy, write, files, directories, isWanted };
}

function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1);
}

/** Half-written files and copies of an earlier run, unless an entry names them still. */
function leftovers(mirror: BootTree, target: Target): Operation[] {
  const named = namedKeys(mirror);
  return filesOf(mirror.listing)
    .filter(
      ({ path }) =>
        isOwnName(nameOf(path)) && !named.has(foldPath(path)) && !target.files.has(foldPath(path)),
    )
    .map(deletion);
}

function namedKeys(tree: BootTree): ReadonlySet<string | null> {
  return new Set(tree.menu.flatMap(({ names }) => names.map(({ key }) => key)));
}

function deletion(file: FileNode): Operation {
  return { op: 'delete', path: file.path, size: file.size };
}

function copies(source: BootTree, change: Switch, make: Maker): Operation[] {
  return [...change.copies].flatMap(([key, path]) => {
    const file = source.listing.nodes.get(key);
    return file?.kind === 'file' ? [make.copy(file, path)] : [];
  });
}

function bridgeWrites(mirror: BootTree, change: Switch, make: Maker): Operation[] {
  const pointed = change.bridged.map(({ path, bytes, mtime, replaces }) =>
    make.write(path, bytes, mtime, replaces),
  );
  const early = change.early.map(({ source, path }) => make.copy(source.file, path));
  const [broken, whole] = [false, true].map((is) =>
    change.goEarly
      .filter((entry) => (defectOf(entry, mirror) === null) === is)
      .map(({ file }) => deletion(file)),
  );
  return [...(broken ?? []), ...early, ...pointed, ...(whole ?? [])];
}

function switchWrites(source: BootTree, target: Target, change: Switch, make: Maker): Operation[] {
  return [...change.keys].flatMap((key) => {
    const uki = target.entries.find((entry) => foldPath(entry.path) === key);
    const file = target.files.get(key) ?? uki?.source.file ?? source.listing.nodes.get(key);
    return file?.kind === 'file' ? [make.copy(file, uki?.path ?? file.path)] : [];
  });
}

/** Entries of the source that are new, changed or under another name; bridged ones are pointed back. */
function entryWrites(target: Target, change: Switch, make: Maker): Operation[] {
  const restored = change.bridged.flatMap(({ restore, mtime }) =>
    restore?.file.bytes ? [make.write(restore.file.path, restore.file.bytes, mtime, true)] : [],
  );
  const written = target.entries.toSorted(byType).flatMap((entry) => {
    const { source, there, path } = entry;
    const bridged = change.bridged.filter((one) => one.target === entry).map((one) => foldPath(one.path));
    const key = foldPath(path);
    const here = there?.key === key;
    const isWritten = change.early.includes(entry) || (source.type === 2 && change.keys.has(key));
    const isDue = !isWritten && (entry.isChanged || !here || bridged.length > 0);
    const copy = make.copy(source.file, path);
    const replaces = here || bridged.includes(key);
    return isDue && copy.op === 'copy' ? [{ ...copy, replaces }] : [];
  });
  return [...written, ...restored];
}

/** UKIs first, because texts may name them. */
function byType(a: TargetEntry, b: TargetEntry): number {
  return b.source.type - a.source.type;
}

/** Entries that the source has not, and old names; those that had to go before a switch are gone. */
function staleEntries(mirror: BootTree, target: Target, change: Switch): Operation[] {
  const live = new Set(target.entries.map(({ path }) => foldPath(path)));
  const pointed = new Map(change.bridged.map(({ path, bytes }) => [foldPath(path), bytes.length]));
  return mirror.menu
    .filter(({ key, file }) => !live.has(key) && !target.pinned.has(key) && target.isMirrored(file.path))
    .filter((entry) => !change.goEarly.includes(entry))
    .toSorted((a, b) => a.type - b.type)
    .map(({ key, file }) => deletion({ ...file, size: pointed.get(key) ?? file.size }));
}

/** Copies of the bridge, files that no entry names and the source has not, and directories that are empty then. */
function stalePayloads(
  source: BootTree,
  mirror: BootTree,
  target: Target,
  change: Switch,
  make: Maker,
): Operation[] {
  const named = namedKeys(mirror);
  const remaining = mirror.menu.filter(
    (entry) => target.pinned.has(entry.key) && !change.goEarly.includes(entry),
  );
  const needed = new Set(remaining.flatMap(({ names }) => names.map(({ key }) => key)));
  const bridgeCopies = copies(source, change, make).flatMap((operation): Operation[] =>
    operation.op === 'copy' ? [{ op: 'delete', path: operation.path, size: operation.size }] : [],
  );
  const stale = filesOf(mirror.listing).filter(({ path }) => {
    const key = foldPath(path);
    if (isOwnName(nameOf(path))) return named.has(key) && !target.files.has(key);
    if (classOf(path) === 'entry' || target.files.has(key) || needed.has(key)) return false;
    return !target.pinned.has(key) && target.isMirrored(path);
  });
  const gone = new Set(stale.map(({ path }) => foldPath(path)));
  for (const entry of mirror.menu) if (!remaining.includes(entry)) gone.add(entry.key);
  return [...bridgeCopies, ...stale.map(deletion), ...emptyDirectories(source, mirror, target, gone)];
}

function emptyDirectories(
  source: BootTree,
  mirror: BootTree,
  target: Target,
  gone: ReadonlySet<string>,
): Operation[] {
  const needed = new Set<string>();
  const need = (path: string) => {
    for (let at = foldPath(path); at !== ''; at = directoryOf(at)) needed.add(at);
  };
  for (const [key, node] of source.listing.nodes) if (node.kind === 'directory') need(key);
  for (const [key, node] of mirror.listing.nodes) {
    if (node.kind === 'directory' ? !target.isMirrored(node.path) : !gone.has(key)) need(key);
  }
  for (const { path } of target.entries) need(directoryOf(path));
  return [...mirror.listing.nodes.values()]
    .filter((node) => node.kind === 'directory' && !needed.has(foldPath(node.path)))
    .map(({ path }) => path)
    .sort((a, b) => byDepth(b, a))
    .map((path) => ({ op: 'rmdir', path }));
}
