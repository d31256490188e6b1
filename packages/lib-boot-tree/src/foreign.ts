import { foldPath } from '@twinroot/lib-fat';
import { differenceOf, type FileNode } from '@twinroot/lib-tree';
import { entryTypeOf } from './entry-path.ts';
import type { BootTree } from './menu.ts';
import { otherRoots } from './other-root.ts';
import { isOthers, type Owners } from './owners.ts';
import { isProtected } from './path-class.ts';
import { machineIdOf, vendorOf } from './path-owner.ts';

/**
 * Files of another system that only the mirror has: its entries and what they name, what is below a vendor directory that the
 * source has not, and what carries an id that nobody here has. Of an entry that does not say whose it is, its root does.
 */
export function foreignFiles(source: BootTree, mirror: BootTree, owners: Owners): readonly FileNode[] {
  const vendors = new Set<string>();
  for (const node of source.listing.nodes.values()) {
    const vendor = vendorOf(node.key);
    if (vendor !== null) vendors.add(vendor);
  }
  // The same entry under another counter is no other system's, whatever its text says.
  const ids = new Set(source.menu.map((entry) => entry.id));
  const shared = new Set(mirror.menu.filter((entry) => ids.has(entry.id)).map(({ key }) => key));
  const hasOtherRoot = otherRoots(source, mirror);
  const others = mirror.menu.filter(
    (entry) => (isOthers(entry, owners) || hasOtherRoot(entry)) && !ids.has(entry.id),
  );
  const theirs = new Set(others.flatMap(({ key, names }) => [key, ...names.map((name) => name.key)]));
  return differenceOf(source.listing, mirror.listing).beyond.filter(({ key }) => {
    if (isProtected(key) || shared.has(key)) return false;
    const vendor = vendorOf(key);
    const id = machineIdOf(key);
    const isOther = (vendor !== null && !vendors.has(vendor)) || (id !== null && !owners.ids.has(id));
    return isOther || theirs.has(key);
  });
}

/** What to call the place of a file of another system: its vendor directory, its own top directory, or itself. */
export function placeOfForeign(path: string): string {
  const names = path.split('/');
  const vendor = vendorOf(path);
  const isCommon = vendor === null && /^(?:EFI|LOADER)$/.test(foldPath(names[0] ?? ''));
  if (isCommon || entryTypeOf(path) !== null || names.length === 1) return path;
  return `${names.slice(0, vendor === null ? 1 : 2).join('/')}/`;
}
