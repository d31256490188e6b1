import t from 'tap';
import { imageSortingOf } from '../../src/decide/image-sorting.ts';

const cases: readonly (readonly [text: string | null, key: string | null, version: string | null])[] = [
  [null, null, null],
  ['', null, null],
  ['ID=debian\nVERSION_ID="13"\nVERSION="13 (trixie)"\n', 'debian', '13 (trixie)'],
  ['ID=arch\nBUILD_ID=rolling\n', 'arch', 'rolling'],
  ["ID=a\nIMAGE_ID='b'\nVERSION_ID=1\nIMAGE_VERSION=2\n", 'b', '2'],
  ['ID=a\nID=b\nIMAGE_ID=\nXID=c\n', 'b', null],
];

for (const [text, key, version] of cases)
  t.test(JSON.stringify(text), async (t) => t.strictSame(imageSortingOf(text), { key, version }));
