import {
  type BootTree,
  foreignFiles,
  isBootable,
  keptListPath,
  type MenuEntry,
  type Owners,
} from '@twinroot/lib-boot-tree';
import { fileAt } from '@twinroot/lib-tree';
import { parseKeptList } from './kept-list.ts';
import { hasMenuElsewhere } from './menu-elsewhere.ts';
import { type Policy, scopeOf } from './policy.ts';

/**
 * An entry of the mirror that boots, where the source has no entry at all and nothing says where else its menu may be: what the
 * source had is lost, or the wrong disk is the source. Null where there is none. Entries that are known to be no mirrored ones, of
 * other systems or in the list of what is kept, say nothing.
 */
export function lostEntry(
  source: BootTree,
  mirror: BootTree,
  owners: Owners,
  policy: Policy,
): MenuEntry | null {
  if (source.menu.length > 0 || hasMenuElsewhere(source, policy)) return null;
  const inScope = scopeOf(policy, mirror.menu);
  const foreign = new Set(foreignFiles(source, mirror, owners).map(({ key }) => key));
  const list = fileAt(mirror.listing, keptListPath)?.bytes ?? null;
  const isListed = list === null ? () => false : parseKeptList(list);
  const isOwn = ({ key, file: { path } }: MenuEntry) =>
    inScope(path) && !policy.isExcluded(path) && !foreign.has(key) && !isListed(path);
  return mirror.menu.find((entry) => isOwn(entry) && isBootable(entry, mirror, policy.architecture)) ?? null;
}
