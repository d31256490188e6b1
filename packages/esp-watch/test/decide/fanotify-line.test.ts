import t from 'tap';
import { expressionBelow, fanotifyEventOf } from '../../src/decide/fanotify-line.ts';

t.test('events of fsnotifywait', async (t) => {
  const cases: [root: string, line: string, path: string | null, isMovedDirectory?: boolean][] = [
    ['/srv', 'MODIFY /srv/a b', 'a b'],
    ['/srv', 'CREATE,ISDIR /srv/a/b', 'a/b'],
    ['/srv', 'MOVED_TO,ISDIR /srv/a', 'a', true],
    ['/srv', 'MOVED_TO /srv/a', 'a'],
    ['/srv', 'MOVED_FROM,ISDIR /srv/a', 'a'],
    ['/srv', 'ATTRIB,ISDIR /srv/', ''],
    ['/srv', 'DELETE /srv/a (deleted)', 'a'],
    ['/srv', 'MODIFY /srv2/a', null],
    ['/srv', 'MODIFY /', null],
    ['/srv', 'MODIFY ', null],
    ['/srv', '', null],
    ['/', 'MODIFY /etc/fstab', 'etc/fstab'],
    ['/', 'ATTRIB,ISDIR /', ''],
    ['/', '', null],
  ];
  for (const [root, line, path, isMovedDirectory = false] of cases)
    t.strictSame(
      fanotifyEventOf(root, line),
      path === null ? null : { path, isMovedDirectory },
      `${root}: ${line}`,
    );
});

t.test('the expression of paths below a root', async (t) => {
  const root = '/srv/a+b (1).[x]';
  const expression = new RegExp(expressionBelow(root));
  t.ok(expression.test(root));
  t.ok(expression.test(`${root}/c`));
  t.notOk(expression.test(`${root}2`));
  t.notOk(expression.test('/srv/aab (1).[x]'));
});
