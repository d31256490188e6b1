import t from 'tap';
import { osReleaseValue } from '../../src/decide/os-release.ts';

const cases: readonly (readonly [text: string | null, value: string | null])[] = [
  [null, null],
  ['', null],
  ['ID=debian\n', 'debian'],
  ['ID="debian"\r\nNAME=x\n', 'debian'],
  ["ID='a b'\n", 'a b'],
  ['ID="a \\"b\\" \\$c"\n', 'a "b" $c'],
  ['ID=\n', null],
  ['VERSION_ID=1\n', null],
  ['ID=a\nID=b\n', 'b'],
];

for (const [text, value] of cases)
  t.test(JSON.stringify(text), async (t) => t.equal(osReleaseValue(text, 'ID'), value));
