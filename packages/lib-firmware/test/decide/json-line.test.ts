import t from 'tap';
import { objectOf } from '../../src/decide/json-line.ts';

t.test('an object, or something else', async (t) => {
  t.strictSame(objectOf('{"a":1}'), { a: 1 });
  for (const line of ['', '{', 'null', '[]', '1', '"a"']) t.equal(objectOf(line), null, line);
});
