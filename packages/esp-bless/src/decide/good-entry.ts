import { hasCounter, parseEntryName } from '@twinroot/lib-bls';
import type { BootTree, MenuEntry } from '@twinroot/lib-boot-tree';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { nameOf } from '@twinroot/lib-tree';
import type { CountedBoot } from './counted-boot.ts';

/** The entry that was booted, and that was found good. */
export interface GoodEntry<Source> {
  readonly kind: 'good';
  /** The one that has it. */
  readonly source: Source;
  readonly entry: MenuEntry;
}

/**
 * Finds the entry that was booted, as it is named now, and whether it was found good: then it has no counter any more, and there is no
 * other file of it. The variable does not say on which partition it was; the ESP comes first, as for systemd-bless-boot.
 *
 * @param sources what was booted: the ESP, and the XBOOTLDR partition
 */
export function goodEntryOf<Source extends { readonly tree: BootTree }>(
  { id, path }: CountedBoot,
  sources: readonly Source[],
): GoodEntry<Source> | Refusal {
  for (const source of sources) {
    const files = source.tree.menu.filter((entry) => entry.id === id);
    if (files.length > 0) return judged(source, files);
  }
  return refused(`${path} was booted, and is no longer there by any name`);
}

/** @param files of one entry */
function judged<Source>(source: Source, files: readonly MenuEntry[]): GoodEntry<Source> | Refusal {
  const names = files.map(({ file }) => file.path).join(' and ');
  const clean = files.find(({ file }) => !hasCounter(nameOf(file.path)));
  if (clean !== undefined && files.length === 1) return { kind: 'good', source, entry: clean };
  if (clean !== undefined)
    return refused(`${names} are the same entry: nobody can tell which one was booted`);
  const isBad = files.every(({ file }) => parseEntryName(nameOf(file.path)).left === 0);
  return refused(`${names} was booted, and ${isBad ? 'is bad' : 'has not been found good'}`);
}
