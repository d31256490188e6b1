import { type BootTree, classOf, type MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import { directoryOf, filesOf, nameOf, type Operation } from '@twinroot/lib-tree';
import { byDepth, copies, deletion, type MirrorOperations } from './mirror-operations.ts';
import type { Switch } from './switch.ts';
import type { Target } from './target.ts';

/** Half-made files and directories and copies of an earlier run, unless an entry names them still. */
export function leftovers(mirror: BootTree, target: Target): Operation[] {
  const named = namedKeys(mirror);
  return [...mirror.listing.nodes].flatMap(([key, node]): Operation[] => {
    if (!isOwnName(nameOf(node.path))) return [];
    if (node.kind === 'directory') return [{ op: 'rmdir', path: node.path }];
    return node.kind !== 'file' || named.has(key) || target.files.has(key) ? [] : [deletion(node)];
  });
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
    .filter((entry) => !change.goEarly.includes(entry))
    .toSorted((a, b) => a.type - b.type)
    .map(({ key, file }) => deletion({ ...file, size: pointed.get(key) ?? file.size }));
}

/** Copies of the bridge, files that no entry names and the source has not, and directories that are empty then. */
export function stalePayloads(
  source: BootTree,
  mirror: BootTree,
  target: Target,
  change: Switch,
  make: MirrorOperations,
): Operation[] {
  const named = namedKeys(mirror);
  const stays = ({ key, file }: MenuEntry) => target.pinned.has(key) || !target.isMirrored(file.path);
  const remaining = mirror.menu.filter((entry) => stays(entry) && !change.goEarly.includes(entry));
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
