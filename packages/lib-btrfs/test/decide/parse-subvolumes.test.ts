import t from 'tap';
import { parseDefault, parseIds, parseSubvolumes } from '../../src/decide/parse-subvolumes.ts';

const one = '84ffae71-64d3-024b-8173-3be508a4bf31';
const other = 'e8931ca7-e160-6543-91b4-6744d7e941cb';

t.test('a list of subvolumes', async (t) => {
  const text = [
    `ID 256 gen 7 top level 5 parent_uuid -                                    uuid ${one} path snapshots/A/@`,
    `ID 257 gen 7 top level 5 parent_uuid ${one} uuid ${other} path a path`,
    'with ID 9 in it',
    `ID 258 gen 8 top level 256 parent_uuid - uuid ${one} path  x `,
    '',
  ].join('\n');
  t.strictSame(parseSubvolumes(text), [
    { id: 256, path: 'snapshots/A/@', uuid: one, parentUuid: null },
    { id: 257, path: 'a path\nwith ID 9 in it', uuid: other, parentUuid: one },
    { id: 258, path: ' x ', uuid: one, parentUuid: null },
  ]);
  t.strictSame(parseSubvolumes(''), []);
  for (const wrong of ['ID x', 'usage: btrfs', `ID 256 gen 7 top level 5 path snapshots/A`])
    t.throws(() => parseSubvolumes(wrong), /what is not known/, wrong);
});

t.test('those that are read-only, and the default', async (t) => {
  t.strictSame(
    [...parseIds('ID 257 gen 7 top level 5 path snapshots/B\nID 260 gen 7 top level 5 path x\ny\n')],
    [257, 260],
  );
  t.strictSame([...parseIds('')], []);
  t.throws(() => parseIds('something'), /what is not known/);
  t.equal(parseDefault('ID 5 (FS_TREE)\n'), 5);
  t.equal(parseDefault('ID 257 gen 7 top level 5 path snapshots/B\n'), 257);
  t.throws(() => parseDefault(''), /what is not known/);
});
