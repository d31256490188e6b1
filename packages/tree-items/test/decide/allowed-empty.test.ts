import t from 'tap';
import { mayBeEmpty } from '../../src/decide/allowed-empty.ts';
import { itemsOf } from '../../src/decide/items.ts';
import { read } from '../toml.ts';

const sync = 'sync = [["/a/", "/mnt/a"], ["/b", "/mnt/b"]]\n';

t.test('which sources may be empty', async (t) => {
  const cases: [text: string, allowed: (string | null)[]][] = [
    ['', [null, null]],
    ['allow_empty = false', [null, null]],
    ['allow_empty = true', ['yes', 'yes']],
    ['allow_empty = []', [null, null]],
    ['allow_empty = ["/a"]', ['yes', null]],
    ['allow_empty = ["/b/", "/a/"]', ['yes', 'yes']],
  ];
  for (const [text, allowed] of cases) {
    const { settings, said } = read(`${text}\n${sync}`);
    t.strictSame(said, [], text);
    t.strictSame(
      itemsOf(settings).map((item) => item.allow_empty),
      allowed,
      text,
    );
  }
  t.equal(mayBeEmpty('all', '/c'), true);
  t.equal(mayBeEmpty(['/c'], '/c/d'), false);
});

t.test('what it cannot be', async (t) => {
  for (const text of ['"/a"', '1', '["/c"]', '[true]', '[["/a"]]', '["a"]', '{ a = true }'])
    t.strictSame(read(`allow_empty = ${text}\n${sync}`).said, ['1 error'], text);
  t.strictSame(read(`allow_empty = ["/c",\n"/a",\n1]\n${sync}`).said, ['1 error', '3 error']);
});
