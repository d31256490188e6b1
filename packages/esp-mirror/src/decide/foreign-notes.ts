import { placeOfForeign } from '@twinroot/lib-boot-tree';
import type { FileNode } from '@twinroot/lib-tree';
import type { PlanNote } from './plan-note.ts';

/** What is to be reported of another system's files, a note a place. */
export function foreignNotes(foreign: readonly FileNode[]): readonly PlanNote[] {
  const places = new Set(foreign.map(({ path }) => placeOfForeign(path)));
  return [...places].map((place) => ({ kind: 'foreign', text: `${place} belongs to another system: kept` }));
}
