import {
  addonImage,
  type BootTree,
  classOf,
  defectOf,
  keptListPath,
  type MenuEntry,
} from '@twinroot/lib-boot-tree';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import {
  type DirectoryNode,
  directoriesOf,
  directoryOf,
  type FileNode,
  filesOf,
  nameOf,
  type Operation,
  type TreeNode,
} from '@twinroot/lib-tree';
import { byDepth, copies, deletion, type MirrorOperations } from './mirror-operations.ts';
import type { Policy } from './policy.ts';
import type { RestoredEntry } from './restored.ts';
import type { Switch } from './switch.ts';
import type { Target } from './target.ts';

/** Half-made files and directories and copies of an earlier run, unless an entry names them still. */
export function leftovers(mirror: BootTree, target: Target): Operation[] {
  const named = namedKeys(mirror);
  const left: TreeNode[] = [];
  for (const node of mirror.listing.nodes.values()) if (isOwnName(nameOf(node.key))) left.push(node);
  const files = left.flatMap((node) =>
    node.kind !== 'file' || named.has(node.key) || target.files.has(node.key) ? [] : [deletion(node)],
  );
  // A directory of such a name that the source has, with files in it, is none.
  const holds = (key: string) => [...target.files.keys()].some((file) => file.startsWith(`${key}/`));
  const directories = left.flatMap(({ kind, path, key }) =>
    kind === 'directory' && !holds(key) ? [path] : [],
  );
  return [
    ...files,
    ...directories
      .toSorted(byDepth)
      .toReversed()
      .map((path): Operation => ({ op: 'rmdir', path })),
  ];
}

function namedKeys(tree: BootTree): ReadonlySet<string | null> {
  return new Set(tree.menu.flatMap(({ names }) => names.map(({ key }) => key)));
}

/** Entries that the source has not, and old names; those that had to go before a switch are gone. */
export function staleEntries(mirror: BootTree, target: Target, change: Switch): Operation[] {
  const live = new Set(target.entries.map(({ path }) => foldPath(path)));
  const pointed = new Map(change.bridged.map(({ path, bytes }) => [foldPath(path), bytes.length]));
  return mirror.menu
    .filter(({ key, file }) => !live.has(key) && !target.pinned.has(key) && target.isMirrored(file.path))
    .filter((entry) => ![...change.goFirst, ...change.goEarly].includes(entry))
    .toSorted((a, b) => a.type - b.type)
    .map(({ key, file }) => deletion({ ...file, size: pointed.get(key) ?? file.size }));
}

/** What is known when it is decided what goes last. */
export interface StaleFacts {
  readonly source: BootTree;
  readonly mirror: BootTree;
  readonly target: Target;
  readonly change: Switch;
  /** Entries that name no copies any more by then. */
  readonly restored: readonly RestoredEntry[];
  readonly policy: Pick<Policy, 'purge'>;
}

/** What goes last, and what has to go before. */
export interface StaleFiles {
  /** Add-ons beside an image that is not there yet, which would be read by one that comes. */
  readonly orphans: readonly FileNode[];
  /** Add-ons of images that go before the switch, and must not be there when these come back. */
  readonly ofImages: readonly FileNode[];
  readonly others: readonly FileNode[];
}

const keptListKey = foldPath(keptListPath);

/** Files that no entry names and the source has not. */
export function staleFiles(facts: StaleFacts): StaleFiles {
  const { mirror, target, change, policy } = facts;
  const named = namedKeys(mirror);
  const needed = new Set(namingEntries(facts).flatMap(({ names }) => names.map(({ key }) => key)));
  const stale = filesOf(mirror.listing).filter(({ key }) => {
    if (key === keptListKey) return policy.purge;
    if (target.files.has(key) || needed.has(key)) return false;
    if (isOwnName(nameOf(key))) return named.has(key);
    return classOf(key) !== 'entry' && !target.pinned.has(key) && target.isMirrored(key);
  });
  const gone = new Set(change.goEarly.flatMap(({ names }) => names.map(({ key }) => key)));
  const isAddon = ({ key }: FileNode) => addonImage(key) !== null;
  // A damaged image shows nothing: what comes in its place must not see what was beside it.
  const images = mirror.menu.filter((entry) => entry.type === 2 && defectOf(entry, mirror) === null);
  const seen = new Set(images.flatMap(({ names }) => names.map(({ key }) => key)));
  const orphans = stale.filter((file) => isAddon(file) && !seen.has(file.key));
  const ofImages = stale.filter((file) => isAddon(file) && gone.has(file.key));
  const before = new Set([...orphans, ...ofImages]);
  return { orphans, ofImages, others: stale.filter((file) => !before.has(file)) };
}

/** Entries that are on the mirror before and after as they are. */
function remainingEntries({ mirror, target, change }: StaleFacts): readonly MenuEntry[] {
  const stays = ({ key, file }: MenuEntry) => target.pinned.has(key) || !target.isMirrored(file.path);
  const going = [...change.goFirst, ...change.goEarly];
  return mirror.menu.filter((entry) => stays(entry) && !going.includes(entry));
}

/** Those of them that name in the end what they name now. */
function namingEntries(facts: StaleFacts): readonly MenuEntry[] {
  return remainingEntries(facts).filter((entry) => !facts.restored.some((one) => one.entry === entry));
}

/** Copies of the bridge, what is stale, and directories that are empty then. */
export function stalePayloads(facts: StaleFacts, stale: StaleFiles, make: MirrorOperations): Operation[] {
  const { source, mirror, target, change } = facts;
  const remaining = remainingEntries(facts);
  const bridgeCopies = copies(source, change, make).flatMap((operation): Operation[] =>
    operation.op === 'copy' ? [{ op: 'delete', path: operation.path, size: operation.size }] : [],
  );
  const { orphans, ofImages, others } = stale;
  const gone = new Set([...orphans, ...ofImages, ...others].map(({ key }) => key));
  for (const entry of mirror.menu) if (!remaining.includes(entry)) gone.add(entry.key);
  for (const { path } of leftovers(mirror, target)) gone.add(foldPath(path));
  return [...bridgeCopies, ...others.map(deletion), ...emptyDirectories(source, mirror, target, gone)];
}

function emptyDirectories(
  source: BootTree,
  mirror: BootTree,
  target: Target,
  gone: ReadonlySet<string>,
): Operation[] {
  const needed = new Set<string>();
  const need = (key: string) => {
    for (let at = key; at !== '' && !needed.has(at); at = directoryOf(at)) needed.add(at);
  };
  const directories: DirectoryNode[] = [];
  const staying: string[] = [];
  for (const { kind, key } of source.listing.nodes.values()) if (kind === 'directory') need(key);
  for (const node of mirror.listing.nodes.values()) {
    if (node.kind === 'directory') directories.push(node);
    if (gone.has(node.key)) continue;
    if (node.kind !== 'directory') staying.push(node.key);
    else if (!target.isMirrored(node.key)) need(node.key);
  }
  for (const directory of directoriesOf(staying)) need(directory);
  for (const { path } of target.entries) need(foldPath(directoryOf(path)));
  return directories
    .filter(({ key }) => !needed.has(key) && !gone.has(key))
    .map(({ path }) => path)
    .sort((a, b) => byDepth(b, a))
    .map((path) => ({ op: 'rmdir', path }));
}
