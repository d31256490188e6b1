import { readTextIfThere } from '@twinroot/lib-sysroot';
import t from 'tap';

t.test('a text, an empty one, and none', async (t) => {
  const base = t.testdir({ text: 'é\n', empty: '' });
  t.equal(readTextIfThere(`${base}/text`), 'é\n');
  t.equal(readTextIfThere(`${base}/empty`), '');
  t.equal(readTextIfThere(`${base}/missing`), null);
  t.equal(readTextIfThere(`${base}/text/below`), null);
});

t.test('a directory is a failure', async (t) => {
  t.throws(() => readTextIfThere(t.testdir({})), { code: 'EISDIR' });
});
