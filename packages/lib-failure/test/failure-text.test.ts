import { failureText } from '@twinroot/lib-failure';
import t from 'tap';

const inner = new Error("ENOENT: no such file or directory, open '/proc/7/fd/2/etc/fstab'");
const cases: readonly (readonly [
  thrown: unknown,
  text: string,
  names?: readonly (readonly [string, string])[],
])[] = [
  [new Error('outer', { cause: new Error('inner') }), 'outer: inner'],
  [new Error('outer: inner', { cause: new Error('inner') }), 'outer: inner'],
  [new TypeError(''), 'TypeError'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
  [
    new Error('cannot write', { cause: inner }),
    "cannot write: ENOENT: no such file or directory, open '/mnt/new/etc/fstab'",
    [['/proc/7/fd/2', '/mnt/new']],
  ],
  [inner, "ENOENT: no such file or directory, open '/etc/fstab'", [['/proc/7/fd/2', '/']]],
  [new Error('/proc/7/fd/21/a and /proc/7/fd/2'), '/proc/7/fd/21/a and /b', [['/proc/7/fd/2', '/b']]],
];
for (const [thrown, text, names] of cases) {
  t.test(text, async (t) => {
    t.equal(failureText(thrown, new Map(names)), text);
  });
}
