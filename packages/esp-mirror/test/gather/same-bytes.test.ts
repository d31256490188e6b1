import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hasSameBytes } from '../../src/gather/same-bytes.ts';

const none = (_path: string) => false;
const never = new AbortController().signal;

t.test('the bytes of what both trees have', async (t) => {
  const root = t.testdir({
    a: { 'x.img': 'one', loader: { 'random-seed': 'a' }, 'only-a': '' },
    b: { 'x.img': 'one', loader: { 'random-seed': 'b' }, 'only-b': '' },
    c: { 'x.img': 'one' },
  });
  const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((name) => join(root, name));
  const same = (isExcluded = none) => hasSameBytes(a, [b, c], isExcluded, never);
  t.ok(await same(), 'what is of each partition alone does not count');
  writeFileSync(join(c, 'x.img'), 'two');
  for (const directory of [a, b, c]) utimesSync(join(directory, 'x.img'), 1e9, 1e9);
  t.notOk(await same(), 'of the same size and time');
  t.ok(await same((path) => path === 'x.img'), 'what is excluded does not count');
  t.notOk(await hasSameBytes(join(root, 'absent'), [b], none, never), 'what cannot be read');
});
