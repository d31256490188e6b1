import t from 'tap';
import { read } from '../toml.ts';

const items = (text: string) =>
  read(text).settings.entries.map(({ source, dests, exclude }) => [
    source.path,
    dests.map(({ path }) => path),
    exclude,
  ]);

t.test('all forms of a list', async (t) => {
  const cases: [sync: string, items: unknown[]][] = [
    ['[]', []],
    ['["/a", "/b"]', [['/a', ['/b'], []]]],
    ['["/a", "/b", ["x"]]', [['/a', ['/b'], ['x']]]],
    ['["/a", ["/b", "/c/"], []]', [['/a', ['/b', '/c/'], []]]],
    ['[["/a", "/b"]]', [['/a', ['/b'], []]]],
    [
      '[["/a/", "/b"], ["/c", "/d", ["x", "y"]],]',
      [
        ['/a/', ['/b'], []],
        ['/c', ['/d'], ['x', 'y']],
      ],
    ],
    [
      '[[["/a", "/b"], ["/c", "/d"]], [["/e", "/f"]]]',
      [
        ['/a', ['/b'], []],
        ['/c', ['/d'], []],
        ['/e', ['/f'], []],
      ],
    ],
    [`[['/a b\\c', "/d\\u00e9"]]`, [['/a b\\c', ['/dé'], []]]],
    ['["/a", ["/b", "/c"]]', [['/a', ['/b', '/c'], []]]],
  ];
  for (const [sync, expected] of cases) {
    t.strictSame(items(`sync = ${sync}`), expected, sync);
    t.strictSame(read(`sync = ${sync}`).said, []);
  }
});

t.test('paths keep their lines', async (t) => {
  const [entry] = read('sync = [\n  ["/a",\n    ["/b",\n     "/c"]]]\n').settings.entries;
  t.match(entry, { source: { line: 2 }, dests: [{ line: 3 }, { line: 4 }] });
});

t.test('what is refused, with its line', async (t) => {
  const cases: [sync: string, said: string[]][] = [
    ['"/a"', ['1 error']],
    ['{ source = "/a" }', ['1 error']],
    ['[["/a"]]', ['1 error']],
    ['["/a"]', ['1 error']],
    ['[["/a", "/b"],\n "/c",\n ["/d", "/e"]]', ['2 error']],
    ['[["/a", 3]]', ['1 error']],
    ['[["/a", ["/b", 3]]]', ['1 error']],
    ['[["/a", []]]', ['1 error']],
    ['[["/a", [["/b"]]]]', ['1 error']],
    ['[[3, "/b"]]', ['1 error']],
    ['["/a", "/b",\n "x"]', ['2 error']],
    ['["/a", "/b",\n [""]]', ['2 error']],
    ['["/a", "/b", [3]]', ['1 error']],
    ['["/a", "/b", [], "/c"]', ['1 error']],
    ['["a", "b"]', ['1 error', '1 error']],
    ['["host:/a", "/b"]', ['1 error']],
    ['["~/a", "/b"]', ['1 error']],
    ['["/a\\u0000", "/b"]', ['1 error']],
    ['[[],\n []]', ['1 warning', '2 warning']],
  ];
  for (const [sync, said] of cases) t.strictSame(read(`sync = ${sync}`).said, said, sync);
  t.strictSame(items('sync = [[], ["/a", "/b"]]'), [['/a', ['/b'], []]], 'an empty item stops no other');
});
