import fc from 'fast-check';
import t from 'tap';
import { recordsOfLines, toolEventOf } from '../../src/decide/tool-event.ts';

t.test('events of inotifywait and fsnotifywait', async (t) => {
  const cases: readonly (readonly [root: string, record: string, kind: string | null, path?: string])[] = [
    ['/srv', 'MODIFY /srv/a b', 'changed', 'a b'],
    ['/srv', 'CREATE /srv/a', 'changed', 'a'],
    ['/srv', 'CREATE,ISDIR /srv/a/b', 'arrived', 'a/b'],
    ['/srv', 'MOVED_TO,ISDIR /srv/a', 'arrived', 'a'],
    ['/srv', 'MOVED_TO /srv/a', 'changed', 'a'],
    ['/srv', 'MOVED_FROM,ISDIR /srv/a', 'moved away', 'a'],
    ['/srv', 'DELETE,ISDIR /srv/a', 'deleted', 'a'],
    ['/srv', 'CREATE,MOVED_FROM,ISDIR /srv/a', 'arrived', 'a'],
    ['/srv', 'CLOSE_WRITE,CLOSE /srv/a', 'changed', 'a'],
    ['/srv', 'ATTRIB,ISDIR /srv/a/', 'changed', 'a'],
    ['/srv', 'ATTRIB,ISDIR /srv/', 'changed', ''],
    ['/srv', 'MODIFY /srv/a\nb', 'changed', 'a\nb'],
    ['/srv', 'Q_OVERFLOW ', 'overflow'],
    ['/srv', 'MODIFY /srv2/a', null],
    ['/srv', 'MODIFY /', null],
    ['/srv', 'MODIFY ', null],
    ['/srv', 'MODIFY', null],
    ['/srv', '', null],
    ['/', 'MODIFY /etc/fstab', 'changed', 'etc/fstab'],
    ['/', 'ATTRIB,ISDIR /', 'changed', ''],
    ['/', '', null],
  ];
  for (const [root, record, kind, path] of cases) {
    const due = kind === null ? null : path === undefined ? { kind } : { kind, path };
    t.strictSame(toolEventOf(root, record), due, `${root}: ${record}`);
  }
});

t.test('records are whole whatever is in a name', async () => {
  const name = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '/', '\xff'), minLength: 1 });
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const records: string[] = [];
      const hear = recordsOfLines((record) => records.push(record));
      const output = names
        .map((each) => `[fid=1.2.3;name='${each}'] /srv/${each}\n\0CREATE /srv/${each}\0\n`)
        .join('');
      for (const line of output.split('\n').slice(0, -1)) hear(line);
      return records.join('\0') === names.map((each) => `CREATE /srv/${each}`).join('\0');
    }),
  );
});

t.test('what has no end fills no memory, and hides nothing after it', async (t) => {
  const records: string[] = [];
  const hear = recordsOfLines((record) => records.push(record));
  for (let line = 0; line < 100; line += 1) hear('x'.repeat(1000));
  hear('\0');
  hear('\0MODIFY /srv/a\0');
  t.strictSame(records.at(-1), 'MODIFY /srv/a');
  t.ok(records.every((record) => record.length < 2 ** 17));
});
