import t from 'tap';
import { directoriesOf, directoryOf, joinPath, nameOf, parentsOf } from '../../src/decide/paths.ts';

t.test('parts of paths', async (t) => {
  const cases: readonly (readonly [
    path: string,
    directory: string,
    name: string,
    parents: readonly string[],
  ])[] = [
    ['a', '', 'a', []],
    ['a/b', 'a', 'b', ['a']],
    ['a/b/c', 'a/b', 'c', ['a', 'a/b']],
  ];
  for (const [path, directory, name, parents] of cases) {
    t.equal(directoryOf(path), directory, path);
    t.equal(nameOf(path), name, path);
    t.strictSame(parentsOf(path), parents, path);
    t.equal(joinPath(directory, name), path);
  }
});

t.test('the directories that paths are in', async (t) => {
  const cases: readonly (readonly [paths: readonly string[], directories: readonly string[]])[] = [
    [[], []],
    [['a', 'b'], ['']],
    [
      ['d/a', 'd/b', 'd/e/a', 'd/c', 'de/a', 'c'],
      ['d', 'd/e', 'de', ''],
    ],
  ];
  for (const [paths, directories] of cases) t.strictSame([...directoriesOf(paths)], directories);
});
