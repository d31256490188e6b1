import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { idKey } from '../src/found.ts';
import { createLineForm } from '../src/line-forms.ts';
import { createFormRewriter, placeAt } from '../src/line-text.ts';
import { twoDisks, x, y } from './text-fixture.ts';

const ids = createIdMap(parseMap(twoDisks, 'map'));

t.test('a text that comes in pieces', async (t) => {
  const heard: string[] = [];
  const found = new Set<string>();
  const rewriter = createFormRewriter(
    createLineForm('shell'),
    { ids, rootflags: new Map(), rootfstype: null },
    {
      change: ({ line, old, new: fresh }) => void heard.push(`${line} ${old} ${fresh}`),
      left: ({ line, id, isComment }) => void heard.push(`${line} ${id} ${isComment}`),
      tooLong: (line) => void heard.push(`${line} too long`),
    },
    found,
  );
  const long = 'a'.repeat(2 ** 20 + 1);
  const text = `A=UUID=${x}\r\n\n# ${x}\n${long}\nB=/mnt/${x}`;
  let fresh = '';
  for (let at = 0; at < text.length; at += 1000) fresh += rewriter.push(text.slice(at, at + 1000));
  fresh += rewriter.end();
  t.ok(fresh === text.replace(x, y));
  t.strictSame(heard, [`1 UUID=${x} UUID=${y}`, `3 UUID=${x} true`, '4 too long', `5 UUID=${x} false`]);
  t.ok(found.has(idKey({ oldText: `UUID=${x}`, newText: `UUID=${y}` })));
});

t.test('what people call a place', async (t) => {
  const cases: [line: string, at: string, place: string][] = [
    ['A="b root=UUID=x"', 'x"', 'root='],
    ['path: /x', '/x', 'path:'],
    ['  linux /x', 'x', 'linux'],
    ['/dev/x', 'x', '/dev/x'],
    ['x', 'x', 'x'],
    [' x', 'x', 'x'],
  ];
  for (const [line, at, place] of cases)
    t.equal(placeAt(line, line.indexOf(at, 1) === -1 ? 0 : line.lastIndexOf(at)), place, line);
});
