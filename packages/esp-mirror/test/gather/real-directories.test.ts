import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '@twinroot/lib-command';
import t from 'tap';
import { realDirectories } from '../../src/gather/real-directories.ts';

/** The status that a call with these directories ends with. */
function statusOf(names: readonly string[]): number | null {
  try {
    realDirectories(names);
    return 0;
  } catch (error) {
    return error instanceof CommandError ? error.status : null;
  }
}

t.test('directories that can be mirrored', async (t) => {
  const root = t.testdir({ a: { sub: {} }, ab: {}, b: {}, file: '' });
  symlinkSync('a', join(root, 'link'));
  const of = (...names: string[]) => realDirectories(names.map((name) => join(root, name)));
  t.strictSame(of('b', 'link'), [
    { name: join(root, 'b'), path: join(root, 'b') },
    { name: join(root, 'link'), path: join(root, 'a') },
  ]);
  t.equal(of('a', 'ab', 'b').length, 3, 'one that only begins like another');
  const cases: readonly (readonly string[])[] = [
    ['a', 'none'],
    ['a', 'file'],
    ['a', 'file/sub'],
    ['a', 'a'],
    ['a', 'link'],
    ['a', 'b', 'a/sub'],
    ['link/sub', 'b', 'a'],
  ];
  for (const names of cases) t.equal(statusOf(names.map((name) => join(root, name))), 2, names.join(' '));
  t.equal(statusOf(['/', root]), 2, 'all lies in the root');
  t.equal(statusOf([root, '/']), 2);
});
