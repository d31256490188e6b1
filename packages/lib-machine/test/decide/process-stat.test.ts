import { readFileSync } from 'node:fs';
import t from 'tap';
import { statFields } from '../../src/decide/process-stat.ts';

t.test('fields behind the name', async (t) => {
  t.same(statFields('812 (esp-watch) S 1 812'), ['S', '1', '812']);
  t.same(statFields('812 (a) S 7 (b c) R 1'), ['R', '1'], 'a name may look like fields');
  t.same(statFields(''), ['']);
  const own = statFields(readFileSync('/proc/self/stat', 'utf8'));
  t.match([own[0], own[1]], [/^[RSD]$/, String(process.ppid)]);
  t.match(own[19], /^[1-9]\d*$/);
});
