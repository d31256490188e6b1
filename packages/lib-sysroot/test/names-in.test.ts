import { namesIn } from '@twinroot/lib-sysroot';
import t from 'tap';

t.test('names are sorted, and of what is not a directory there are none', async (t) => {
  const base = t.testdir({ b: '', a: '', B: {} });
  t.strictSame(namesIn(base), ['B', 'a', 'b']);
  t.strictSame(namesIn(`${base}/B`), []);
  t.strictSame(namesIn(`${base}/missing`), []);
  t.strictSame(namesIn(`${base}/a`), []);
  t.strictSame(namesIn(`${base}/a/below`), []);
});

t.test('another failure is one', async (t) => {
  t.testdir({ circle: t.fixture('symlink', 'circle') });
  t.throws(() => namesIn(`${t.testdirName}/circle`), { code: 'ELOOP' });
});
