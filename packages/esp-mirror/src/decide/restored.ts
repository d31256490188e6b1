import { payloadsOf } from '@twinroot/lib-bls';
import type { BootTree, MenuEntry } from '@twinroot/lib-boot-tree';
import { foldPath, isOwnName } from '@twinroot/lib-fat';
import { nameOf } from '@twinroot/lib-tree';
import { originalOf } from './bridge-text.ts';
import type { Target } from './target.ts';

/** An entry of the mirror that an interrupted run left pointed to copies, and the text that it gets back. */
export interface RestoredEntry {
  readonly entry: MenuEntry;
  readonly bytes: Uint8Array;
}

/**
 * Entries that do not come from the source, were pointed to copies by a run that was interrupted, and can have their text back:
 * what they named before is as the source has it once this run has copied it.
 */
export function restoredEntries(mirror: BootTree, target: Target): readonly RestoredEntry[] {
  return mirror.menu.flatMap((entry) => {
    if (entry.type !== 1 || target.isMirrored(entry.file.path) || entry.file.bytes === null) return [];
    const bytes = originalOf(entry.file.bytes);
    if (bytes === null) return [];
    const [copied, named] = [entry.names, payloadsOf(bytes)];
    const isBack = named.every(({ path }, index) => {
      if (path === null) return true;
      const isCopy = isOwnName(nameOf(copied[index]?.path ?? ''));
      return !isCopy || target.files.has(foldPath(path));
    });
    return isBack && copied.length === named.length ? [{ entry, bytes }] : [];
  });
}
