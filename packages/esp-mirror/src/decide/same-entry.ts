import { parseEntryName } from '@twinroot/lib-bls';
import { type BootTree, defectOf, type MenuEntry } from '@twinroot/lib-boot-tree';
import { nameOf } from '@twinroot/lib-tree';

/**
 * One entry of each id: where the same entry is there under several counters, the one that an installation wrote last. That is one
 * which was never tried, then one that was found good, then one that is being tried, then one that is bad; a damaged
 * one only where no other is.
 *
 * Sources: UAPI.1 Boot Loader Specification, "Boot counting"; kernel-install(8), 90-loaderentry.install, which writes an entry anew
 * beside the one with another counter.
 */
export function choiceOfEach(entries: readonly MenuEntry[], tree: BootTree): readonly MenuEntry[] {
  const best = new Map<string, MenuEntry>();
  for (const entry of entries) {
    const other = best.get(entry.id);
    if (other === undefined || rank(entry, tree) > rank(other, tree)) best.set(entry.id, entry);
  }
  return entries.filter((entry) => best.get(entry.id) === entry);
}

function rank(entry: MenuEntry, tree: BootTree): number {
  const whole = defectOf(entry, tree) === null ? 8 : 0;
  const { left, done } = parseEntryName(nameOf(entry.file.path));
  if (left === null) return whole + 2;
  if (left === 0) return whole;
  return whole + (done === null || done === 0 ? 3 : 1);
}
