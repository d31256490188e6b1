import { foldPath } from '@twinroot/lib-fat';
import { type FileNode, filesOf } from '@twinroot/lib-tree';
import { entryTypeOf } from './entry-path.ts';
import { type BootTree, machineIdsOf } from './menu.ts';
import { isProtected } from './path-class.ts';
import { machineIdOf, vendorOf } from './path-owner.ts';

/** Files of another system: only the mirror has them, below a vendor directory or with an id that nobody here has. */
export function foreignFiles(
  source: BootTree,
  mirror: BootTree,
  ownIds: ReadonlySet<string>,
): readonly FileNode[] {
  const vendors = new Set<string>();
  for (const node of source.listing.nodes.values()) {
    const vendor = vendorOf(node.path);
    if (vendor !== null) vendors.add(vendor);
  }
  const known = new Set([...ownIds, ...machineIdsOf(source)]);
  const otherEntries = mirror.menu.filter(({ machineId }) => machineId !== null && !known.has(machineId));
  const otherKeys = new Set(otherEntries.map(({ key }) => key));
  // The same entry under another counter is no other system's, whatever its text says.
  const ids = new Set(source.menu.map((entry) => entry.id));
  const sharedKeys = new Set(mirror.menu.filter((entry) => ids.has(entry.id)).map(({ key }) => key));
  return filesOf(mirror.listing).filter((file) => {
    const key = foldPath(file.path);
    if (isProtected(file.path) || source.listing.nodes.has(key) || sharedKeys.has(key)) return false;
    const vendor = vendorOf(file.path);
    const id = machineIdOf(file.path);
    const isOther = (vendor !== null && !vendors.has(vendor)) || (id !== null && !known.has(id));
    return isOther || otherKeys.has(key);
  });
}

/** What to call the place of a file of another system: its vendor directory, its own top directory, or itself. */
export function placeOfForeign(path: string): string {
  if (entryTypeOf(path) !== null) return path;
  return `${path
    .split('/')
    .slice(0, vendorOf(path) === null ? 1 : 2)
    .join('/')}/`;
}
