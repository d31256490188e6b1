import { createIdMap, pairOfTexts } from '@twinroot/lib-idmap';
import t from 'tap';
import { renamedSource } from '../src/fstab-source.ts';

const ids = createIdMap([
  pairOfTexts('UUID=a', 'UUID=b', 'here'),
  pairOfTexts('UUID=c', '/dev/sdb1', 'here'),
  pairOfTexts('UUID=same', 'UUID=same', 'here'),
]);
const cases: readonly (readonly [source: string, text: string | null, isOther?: boolean])[] = [
  ['UUID=a', 'UUID=b', true],
  ['UUID="a"', 'UUID="b"', true],
  ["UUID='a'", "UUID='b'", true],
  ['UUID="c"', '/dev/sdb1', true],
  ['/dev/disk/by-uuid/a', '/dev/disk/by-uuid/b', true],
  ['UUID=same', 'UUID=same', false],
  ['UUID="a\'', null],
  ['UUID=x', null],
  ['/dev/sda1', null],
  ['', null],
];
for (const [source, text, isOther] of cases) {
  t.test(`the source ${source || "''"}`, async (t) => {
    const renamed = renamedSource(ids, source);
    t.equal(renamed?.text ?? null, text);
    if (text !== null) t.equal(renamed?.isOther, isOther);
  });
}
