import t from 'tap';
import { createMovedAway } from '../../src/decide/moved-away.ts';

t.test('what lies below what was moved away', async (t) => {
  const moved = createMovedAway();
  t.notOk(moved.hasAbove('a/b'));
  for (const path of ['a/b', 'c', 'c']) moved.add(path);
  t.equal(moved.size, 2);
  const cases: readonly (readonly [path: string, due: boolean])[] = [
    ['a/b/c', true],
    ['a/b/c/d', true],
    ['c/x', true],
    ['a/b', false],
    ['a', false],
    ['a/bc/d', false],
    ['x/c/d', false],
    ['c', false],
    ['', false],
  ];
  for (const [path, due] of cases) t.equal(moved.hasAbove(path), due, path);
});
