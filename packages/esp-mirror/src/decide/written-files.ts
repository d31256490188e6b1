import { type BootTree, classOf, isProtected, type MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import { differenceOf, fileAt, filesOf, nameOf } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';
import { type Policy, scopeOf, type WrittenFiles } from './policy.ts';

/** Paths of the files of the source that a mirror has not, or not as they are: those that would be copied, and damaged ones. */
export function unlikeMirror(source: BootTree, mirror: BootTree, policy: Policy): readonly string[] {
  const inScope = scopeOf(policy, [...source.menu, ...mirror.menu]);
  return differenceOf(source.listing, mirror.listing)
    .unlike.filter(
      ({ key }) => inScope(key) && !isProtected(key) && !policy.isExcluded(key) && !isOwnName(nameOf(key)),
    )
    .map(({ path }) => path);
}

/**
 * Whether something depends on a file of the source: an entry of either side names it or is in it, the mirror has it, or it is a boot
 * loader's. Another one is new and nobody's yet, as what a generator makes under a name of its own (`initramfs-linux.img.tmp`).
 */
export function isAwaited(path: string, source: BootTree, mirror: BootTree): boolean {
  const key = foldPath(path);
  if (classOf(path) !== 'payload' || key.startsWith('LOADER/')) return true;
  if (fileAt(mirror.listing, path) !== undefined) return true;
  return [...source.menu, ...mirror.menu].some(({ names }) => names.some((name) => name.key === key));
}

/** Why an entry is not steady, in its text or in a file that it names, as a clause; null when it is. */
export function unsteadinessOf({ key, names }: MenuEntry, written: WrittenFiles): string | null {
  const own = written.get(key);
  if (own !== undefined) return own;
  for (const name of names) {
    const other = name.key === null ? undefined : written.get(name.key);
    if (other !== undefined) return `names ${name.path}, which ${other}`;
  }
  return null;
}

/** What is to be said of files that are not steady, but for entries and what these name: of those that something depends on. */
export function writtenNotes(
  source: BootTree,
  mirror: BootTree,
  written: WrittenFiles,
  isMirrored: (path: string) => boolean,
): readonly PlanNote[] {
  if (written.size === 0) return [];
  const named = new Set(source.menu.flatMap(({ key, names }) => [key, ...names.map((name) => name.key)]));
  return filesOf(source.listing).flatMap(({ path, key }): PlanNote[] => {
    const why = written.get(key);
    if (why === undefined || named.has(key) || !isMirrored(key)) return [];
    if (!isAwaited(path, source, mirror)) return [];
    const then = fileAt(mirror.listing, path) ? "the mirror's version is kept" : 'it is not copied';
    return [{ kind: 'kept', text: `${path} ${why}: ${then}`, path }];
  });
}
