import { entryTypeOf, keptListPath, placeOfForeign } from '@twinroot/lib-boot-tree';
import type { FileNode } from '@twinroot/lib-tree';
import type { Kept } from './keep.ts';
import type { PlanNote } from './plan-note.ts';

const wayOut: PlanNote = { kind: 'foreign', text: `--purge deletes what ${keptListPath} has` };

/** What is to be reported of files that only the mirror has and that stay, a note a place. */
export function keptNotes({ foreign, waysIn, earlier, undecided }: Omit<Kept, 'list'>): readonly PlanNote[] {
  const note = (files: readonly FileNode[], what: string): readonly PlanNote[] =>
    [...new Set(files.map(({ path }) => placeOfForeign(path)))].map((place) => ({
      kind: 'foreign',
      text: `${place} ${what}`,
    }));
  return [
    ...note(foreign, 'belongs to another system: kept'),
    ...waysIn.map(
      ({ path }): PlanNote => ({
        kind: 'foreign',
        text: `${path} is not on the source, and may be what starts this disk: kept`,
      }),
    ),
    ...note(earlier, `is none of the source's, as ${keptListPath} has it: kept`),
    ...(earlier.length === 0 ? [] : [wayOut]),
    // Of entries it is said that they stay.
    ...note(
      undecided.filter(({ path }) => entryTypeOf(path) === null),
      'is not on the source, which has no entries: kept',
    ),
  ];
}
