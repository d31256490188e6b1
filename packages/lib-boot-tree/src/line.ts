import { parseEntryName } from '@twinroot/lib-bls';
import { foldPath } from '@twinroot/lib-fat';
import { nameOf } from '@twinroot/lib-tree';
import type { MenuEntry } from './menu.ts';

/**
 * The line of an entry: what it has in common with those that came before it and will come after it. Same machine, and the
 * same `sort-key` or, without one, the same name but for its version. Versions are compared within a line only.
 */
export function lineOf({ file, machineId, sortKey }: MenuEntry): string {
  const owner = machineId ?? '';
  if (sortKey !== null) return `${owner} ${sortKey}`;
  const name = foldPath(parseEntryName(nameOf(file.path)).stem);
  const own = foldPath(owner);
  const rest = own !== '' && name.startsWith(own) ? name.slice(own.length) : name;
  return `${owner} ${rest.replace(/(?:^|[-_.~+])V?\d.*$/s, '')}`;
}
