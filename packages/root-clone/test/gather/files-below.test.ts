import t from 'tap';
import { entriesBelow, filesBelow } from '../../src/gather/files-below.ts';

t.test('files, and no links', async (t) => {
  const directory = t.testdir({
    a: { b: { c: 'x' }, self: t.fixture('symlink', '../a') },
    d: 'y',
    link: t.fixture('symlink', 'd'),
  });
  t.strictSame([...filesBelow(directory)].toSorted(), ['/a/b/c', '/d']);
  t.strictSame(
    entriesBelow(directory)
      .map(({ path, kind }) => `${kind} ${path}`)
      .toSorted(),
    ['directory /a', 'directory /a/b', 'file /a/b/c', 'file /d', 'link /a/self', 'link /link'],
  );
});
