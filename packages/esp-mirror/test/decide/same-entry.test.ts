import t from 'tap';
import { choiceOfEach } from '../../src/decide/same-entry.ts';
import { modelTree } from './model.ts';

const cases: readonly (readonly [names: readonly string[], chosen: readonly string[]])[] = [
  [['a.conf'], ['a.conf']],
  [['a+2-1.conf', 'a+3.conf'], ['a+3.conf']],
  [
    ['a+3.conf', 'a+2-1.conf', 'b.conf'],
    ['a+3.conf', 'b.conf'],
  ],
  [['a.conf', 'a+3.conf'], ['a+3.conf']],
  [['a.conf', 'a+2-1.conf'], ['a.conf']],
  [['a.conf', 'a+0-3.conf'], ['a.conf']],
  [['a+1-2.conf', 'a+0-3.conf'], ['a+1-2.conf']],
  [['a+3-0.conf', 'a+2-1.conf'], ['a+3-0.conf']],
  // A damaged one only where there is no other.
  [['!a+3.conf', 'a+0-3.conf'], ['a+0-3.conf']],
  [['!a+3.conf', '!a+0-3.conf'], ['a+3.conf']],
];

t.test('one entry of each id', async (t) => {
  for (const [names, chosen] of cases) {
    const files = names.map((name): [string, string] => [
      `loader/entries/${name.replace('!', '')}`,
      name.startsWith('!') ? 'linux /none\n' : 'linux /k\n',
    ]);
    const tree = modelTree(new Map([['k', 'MZ'], ...files]));
    const found = choiceOfEach(tree.menu, tree).map(({ file }) => file.path.replace('loader/entries/', ''));
    t.strictSame(found.sort(), [...chosen].sort(), names.join(' '));
  }
});
