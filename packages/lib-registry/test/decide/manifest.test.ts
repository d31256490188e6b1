import t from 'tap';
import { byPath, manifestOf } from '../../src/decide/manifest.ts';

const digest = (mark: string) => mark.repeat(64);
const a = { path: 'A', size: 1, mtime: 1_700_000_000, digest: digest('a') };

t.test('what is as it was recorded keeps its line', async (t) => {
  const never = () => {
    t.fail('it was read');
    return null;
  };
  t.same(manifestOf([{ ...a, digest: null, mtime: a.mtime + 1 }], [a], never), [a]);
  t.same(manifestOf([{ ...a, mtime: 5 }], [a], never), [{ ...a, mtime: 5 }], 'the same bytes, another time');
});

t.test('of what is new or changed the digest is taken', async (t) => {
  const b = { ...a, path: 'B', digest: null };
  const lines = manifestOf([b, { ...a, size: 2, digest: null }], [a], ({ path }) =>
    digest(path.toLowerCase()),
  );
  t.same(lines, [
    { ...a, size: 2 },
    { ...b, digest: digest('b') },
  ]);
});

t.test('what cannot be read keeps the line that it had', async (t) => {
  t.same(
    manifestOf([{ ...a, size: 3, digest: null }], [a], () => null),
    [a],
  );
  t.same(
    manifestOf([{ ...a, size: 3, digest: null }], [], () => null),
    [],
  );
});

t.test('the order', async (t) => {
  t.same([{ path: 'B' }, { path: 'A' }, { path: 'a' }].toSorted(byPath), [
    { path: 'A' },
    { path: 'B' },
    { path: 'a' },
  ]);
});
