import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { searchedLabels } from '../src/grub-search.ts';

const ids = createIdMap(parseMap('LABEL=root LABEL=spare\nLABEL=b LABEL=a\\040b', 'map'));

t.test('labels that GRUB searches for', async (t) => {
  const cases: [line: string, found: string[]][] = [
    ['search --label root', ['root spare 15']],
    ['search --set root --label root', ['root spare 26']],
    ['search -l "root"', ['root spare 11']],
    ['search.fs_label root root', ['root spare 16']],
    ['search --fs-uuid root', []],
    ['search --label b', []],
    ['search --label ro"ot"', []],
    ['echo root', []],
    ['', []],
  ];
  for (const [line, found] of cases) {
    const edits = searchedLabels(
      { text: line, end: line.length, found: [] },
      { ids, rootflags: new Map(), rootfstype: null },
    );
    t.strictSame(
      edits.map(({ old, text, start }) => `${old} ${text} ${start}`),
      found,
      line,
    );
  }
});
