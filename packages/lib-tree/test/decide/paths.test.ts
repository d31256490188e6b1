import t from 'tap';
import { directoryOf, joinPath, nameOf, parentsOf } from '../../src/decide/paths.ts';

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
