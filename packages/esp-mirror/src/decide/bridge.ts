import { renamePayloads } from '@twinroot/lib-bls';
import type { BootTree, MenuEntry } from '@twinroot/lib-boot-tree';
import { bridgeName, foldPath } from '@twinroot/lib-fat';
import { directoryOf, filesOf, joinPath, nameOf } from '@twinroot/lib-tree';
import { bridgeText, originalOf } from './bridge-text.ts';
import type { TargetEntry } from './target.ts';

/** An entry that is pointed to copies while the files under its own names are replaced. */
export interface BridgedEntry {
  /** Where its text is written meanwhile. */
  readonly path: string;
  /** The text that names the copies. */
  readonly bytes: Uint8Array;
  readonly mtime: number;
  readonly replaces: boolean;
  /** The text to return to, when no entry of the target writes it anyway. */
  readonly restore: MenuEntry | null;
  /** The entry of the target, when there is one. */
  readonly target: TargetEntry | null;
}

/** An entry of the mirror and what it is to be; one of the two may be missing. */
export interface BridgePlan {
  readonly there: MenuEntry | null;
  readonly target: TargetEntry | null;
}

/** Where the copies of a bridge are: beside the files, under names that neither tree has. */
export function copyPaths(
  plans: readonly BridgePlan[],
  keys: ReadonlySet<string>,
  trees: readonly BootTree[],
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  for (const { listing } of plans.length === 0 ? [] : trees)
    for (const { key } of filesOf(listing)) taken.add(nameOf(key));
  const copies = new Map<string, string>();
  let number = 0;
  for (const { key, path } of plans.flatMap(
    ({ there, target }) => target?.source.names ?? there?.names ?? [],
  )) {
    if (key === null || !keys.has(key) || copies.has(key)) continue;
    do number += 1;
    while (taken.has(foldPath(bridgeName(number))));
    copies.set(key, joinPath(directoryOf(path), bridgeName(number)));
  }
  return copies;
}

/** The text of an entry that names the copies. One that is not the source's holds what it was, for whoever finds it so. */
export function bridgedEntry(plan: BridgePlan, copies: ReadonlyMap<string, string>): readonly BridgedEntry[] {
  const base = plan.target?.source ?? plan.there;
  if (base === null || base.file.bytes === null) return [];
  const path = plan.there?.file.path ?? plan.target?.path ?? base.file.path;
  const rename = (name: string) => copies.get(foldPath(name)) ?? null;
  const own = plan.target === null ? (originalOf(base.file.bytes) ?? base.file.bytes) : null;
  const bytes = own === null ? renamePayloads(base.file.bytes, rename) : bridgeText(own, rename);
  const replaces = plan.there !== null;
  const restore = plan.target === null ? plan.there : null;
  return [{ path, bytes, mtime: base.file.mtime, replaces, restore, target: plan.target }];
}
