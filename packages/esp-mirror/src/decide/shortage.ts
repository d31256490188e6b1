import { type BootTree, placeOfForeign } from '@twinroot/lib-boot-tree';
import { type FileNode, filesOf } from '@twinroot/lib-tree';
import type { Target } from './target.ts';

/** A mirror that has not enough room, and what holds it. */
export interface Shortage {
  /** How many more bytes it would need. */
  readonly bytes: number;
  /** Files that only the mirror has and that are kept. */
  readonly kept: readonly FileNode[];
  /** Files that only the mirror has, of entries that are damaged or being written on the source. */
  readonly held: readonly FileNode[];
  /** Paths of these entries. */
  readonly heldEntries: readonly string[];
}

/** A shortage of so many bytes, with what holds room that the source does not use. */
export function shortage(
  bytes: number,
  source: BootTree,
  mirror: BootTree,
  { kept, pinned, notes }: Target,
): Shortage {
  const isKept = new Set(kept);
  const held = filesOf(mirror.listing).filter(
    (file) => pinned.has(file.key) && !isKept.has(file) && !source.listing.nodes.has(file.key),
  );
  const heldEntries = notes.flatMap(({ kind, path }) => (kind === 'kept' && path ? [path] : []));
  return { bytes, kept, held, heldEntries: held.length === 0 ? [] : heldEntries };
}

/** A shortage in words: what is missing, what holds how much, and what lets go of it. */
export function shortageText({ bytes, kept, held, heldEntries }: Shortage): string {
  const words = [`not enough room: ${bytes} more bytes are needed, and nothing was written`];
  if (kept.length > 0) {
    const places = listed([...new Set(kept.map(({ path }) => placeOfForeign(path)))]);
    words.push(`what only the mirror has holds ${sizeOf(kept)} bytes (${places}): --purge deletes it`);
  }
  if (held.length > 0) {
    const what = `entries that are damaged or being written on the source hold ${sizeOf(held)} bytes here`;
    words.push(`${what} (${listed(heldEntries)}): delete those that are no longer needed from the source`);
  }
  return words.join('; ');
}

function sizeOf(files: readonly FileNode[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** More names than these help nobody. */
const mostNames = 8;

function listed(names: readonly string[]): string {
  const more = names.length - mostNames;
  return names.slice(0, mostNames).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
