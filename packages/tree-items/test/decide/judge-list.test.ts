import t from 'tap';
import { inOrder } from '../../src/decide/complaint.ts';
import { judgeList } from '../../src/decide/judge-list.ts';
import { read } from '../toml.ts';

const judged = (sync: string, opts = '-ax') => {
  const { settings, said } = read(`rsync_opts = "${opts}"\nsync = [\n${sync}\n]\n`);
  if (said.length > 0) throw new Error(said.join());
  return inOrder(judgeList(settings.entries, settings.rsyncOpts)).map(({ line, kind }) => `${line} ${kind}`);
};

t.test('what paths have to do with each other', async (t) => {
  const cases: [what: string, sync: string, said: string[], opts?: string][] = [
    ['nothing', '["/a", "/m/"],\n["/b", ["/m/", "/n"]]', []],
    ['a source twice', '["/a", "/m"],\n["/b", "/m"],\n["/a", "/n"]', ['5 error']],
    ['a source twice, otherwise spelt', '["/a/b", "/m"],\n["/a//./b", "/n"]', ['4 error']],
    ['a source with and without its slash', '["/a/", "/m"],\n["/a", "/n"]', ['4 warning']],
    ['a destination twice', '["/a", ["/m",\n"/m/"]]', ['4 error']],
    ['source and destination are the same', '["/a", "/a/"]', ['3 error']],
    ['a destination inside its source: the mounts decide', '["/", "/m"]', []],
    ['a destination inside its source, without -x', '["/", "/m"]', ['3 error'], '-a'],
    ['a name that begins alike', '["/a", "/ab"]', [], '-a'],
    ['a source that is a destination', '["/a", "/m"],\n["/m", "/n"]', ['4 error']],
    ['a source below what is written', '["/a", "/m"],\n["/m/a/x", "/n"]', ['4 error']],
    ['a source beside what is written', '["/a", "/m"],\n["/m/x", "/n"]', []],
    ['a source that is a later destination', '["/m", "/n"],\n["/a", "/m"]', ['3 error']],
    ['one directory written twice', '["/a", "/m"],\n["/b/a", "/m"]', ['4 error']],
    ['one directory written twice, by slashes', '["/a", "/m"],\n["/b/", "/m/a"]', ['4 error']],
    ['one inside another', '["/a/", "/m"],\n["/b", "/m"]', ['4 warning']],
    ['one inside another, the other way', '["/b", "/m"],\n["/a/", "/m"]', ['4 warning']],
    ['one inside another, excluded', '["/a/", "/m", ["/b"]],\n["/b", "/m"]', []],
    ['one inside another, its content excluded', '["/a/", "/m", ["/b/*"]],\n["/b/", "/m/b"]', []],
    ['one inside another, excluded by name', '["/a/", "/m", ["b/"]],\n["/b", "/m"]', []],
    ['one inside another, something else excluded', '["/a/", "/m", ["/bb"]],\n["/b", "/m"]', ['4 warning']],
    ['an exclusion below the root', '["/a", "/m", ["/a/x"]]', []],
    ['an exclusion anchored elsewhere', '["/a/", "/m", ["/a/x"]]', ['3 warning']],
    ['an exclusion anchored elsewhere, without a slash', '["/a/b", "/m", ["/a/b/x"]]', ['3 warning']],
    ['an exclusion that drops others', '["/a", "/m", ["/a/x", "!"]]', ['3 error']],
    ['an exclusion of a whole root', '["/", "/m", ["/x"]]', []],
  ];
  for (const [what, sync, said, opts] of cases) t.strictSame(judged(sync, opts), said, what);
});
