import { type FileNode, filesOf, foldPath } from '@twinroot/lib-tree';
import { classOf, isProtected, machineIdOf, vendorOf } from './classify.ts';
import { type BootTree, machineIdsOf } from './menu.ts';
import type { Note } from './note.ts';
import type { Policy } from './policy.ts';

/** Files of another system: only the mirror has them, below a vendor directory or with an id that nobody here has. */
export function foreignFiles(source: BootTree, mirror: BootTree, policy: Policy): readonly FileNode[] {
  const vendors = new Set<string>();
  for (const node of source.listing.nodes.values()) {
    const vendor = vendorOf(node.path);
    if (vendor !== null) vendors.add(vendor);
  }
  const known = new Set([...policy.ownIds, ...machineIdsOf(source)]);
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

/** What is to be said of them, a note a place. */
export function foreignNotes(foreign: readonly FileNode[]): readonly Note[] {
  const places = new Set(foreign.map(({ path }) => placeOf(path)));
  return [...places].map((place) => ({ kind: 'foreign', text: `${place} is another system's: kept` }));
}

/** What to call the place of a file of another system: its vendor directory, its own top directory, or itself. */
function placeOf(path: string): string {
  if (classOf(path) === 'entry') return path;
  return `${path
    .split('/')
    .slice(0, vendorOf(path) === null ? 1 : 2)
    .join('/')}/`;
}
