import { compareVersions } from '@twinroot/lib-bls';
import {
  type BootTree,
  bootTreeOf,
  classOf,
  defectOf,
  type MenuEntry,
  versionOf,
} from '@twinroot/lib-boot-tree';
import { foldPath } from '@twinroot/lib-fat';
import { filesOf, listingOf, type Operation } from '@twinroot/lib-tree';
import type { Policy } from './policy.ts';
import { targetOf } from './target.ts';

/** Deletions that make room before anything is written, and the mirror as it is after them. */
export interface Room {
  readonly entries: readonly Operation[];
  readonly payloads: readonly Operation[];
  readonly mirror: BootTree;
}

/**
 * What can go before the new files come: entries that the source has not, then the files that only they name.
 * One complete entry stays: where none of the mirror's is to stay anyway, the newest of those that would go.
 */
export function makeRoom(source: BootTree, mirror: BootTree, policy: Policy): Room {
  const target = targetOf(source, mirror, policy);
  const live = new Set(target.entries.map(({ there }) => there?.key));
  const menu = mirror.menu;
  const isStale = ({ key, file }: MenuEntry) =>
    !live.has(key) && !target.pinned.has(key) && target.isMirrored(file.path);
  const isComplete = (entry: MenuEntry) => defectOf(entry, mirror) === null;
  const stale = menu.filter(isStale);
  const remains = menu.some((entry) => !isStale(entry) && isComplete(entry));
  const spared = remains ? null : newest(stale.filter(isComplete), mirror);
  const staying = menu.filter((entry) => !isStale(entry) || entry === spared);
  const pointedTo = new Set(staying.flatMap(({ names }) => names.map(({ key }) => key)));
  const goes = stale
    .filter((entry) => entry !== spared && !pointedTo.has(entry.key))
    .toSorted((a, b) => a.type - b.type);

  const goneEntries = new Set(goes.map(({ key }) => key));
  const named = new Set(
    menu.filter(({ key }) => !goneEntries.has(key)).flatMap(({ names }) => names.map(({ key }) => key)),
  );
  const payloads = filesOf(mirror.listing).filter(({ key }) => {
    if (classOf(key) === 'entry' || target.files.has(key) || target.pinned.has(key)) return false;
    return target.isMirrored(key) && !named.has(key);
  });
  const gone = new Set([...goneEntries, ...payloads.map(({ key }) => key)]);
  const left = [...mirror.listing.nodes.values()].filter(({ key }) => !gone.has(key));
  const inspect = (path: string) => mirror.images.get(foldPath(path)) ?? null;
  return {
    entries: goes.map(({ file }) => ({ op: 'delete', path: file.path, size: file.size })),
    payloads: payloads.map(({ path, size }) => ({ op: 'delete', path, size })),
    mirror: bootTreeOf(listingOf(left), inspect),
  };
}

function newest(entries: readonly MenuEntry[], tree: BootTree): MenuEntry | null {
  const version = (entry: MenuEntry) => versionOf(entry, tree) ?? '';
  return entries.toSorted((a, b) => compareVersions(version(a), version(b))).at(-1) ?? null;
}
