import t from 'tap';
import {
  canDelete,
  hasOwnLimit,
  hasPatterns,
  keepsCommonNames,
  limitOptions,
  pathsApart,
} from '../../src/decide/deletion-options.ts';
import { defaultRsyncOpts } from '../../src/decide/rsync-options.ts';

t.test('options that delete, and that limit', async (t) => {
  const deleting = ['--del', '--delete', '--delete-before', '--delete-during', '--delete-delay'];
  for (const opt of [...deleting, '--delete-after', '--delete-excluded']) t.ok(canDelete(['-a', opt]), opt);
  for (const opt of ['-a', '--delay-updates', '--delete-missing-args', '--max-delete=3'])
    t.notOk(canDelete([opt]), opt);
  t.ok(canDelete(defaultRsyncOpts));
  t.ok(hasOwnLimit(['--max-delete=3']));
  t.notOk(hasOwnLimit(defaultRsyncOpts));
  t.strictSame(limitOptions(7), ['--max-delete=7']);
  t.strictSame(limitOptions(0), ['--max-delete=0']);
  t.strictSame(limitOptions(null), []);
});

t.test('options with which a name on both sides is no promise', async (t) => {
  const kept = [
    '-axHAX',
    '-rtOx',
    '--exclude=*.log',
    '--filter=- x',
    '--max-size=1G',
    '--fuzzy',
    '--modify-window=1',
  ];
  t.ok(keepsCommonNames([...defaultRsyncOpts, ...kept]));
  const others = ['--delete-excluded', '--filter=H *.o', '-f- x', '-F', '-aC', '-am', '-aR'];
  for (const opt of [...others, '--relative', '--prune-empty-dirs', '--files-from=x', '--cvs-exclude'])
    t.notOk(keepsCommonNames([...defaultRsyncOpts, opt]), opt);
});

t.test('paths that are left alone', async (t) => {
  const cases: [opts: string[], name: string | null, paths: string[]][] = [
    [['--exclude=/a', '--exclude=/b/c/'], null, ['a', 'b/c/']],
    [['--exclude=/www/a', '--exclude=/a', '--exclude=/www', '--exclude=/www/'], 'www', ['a']],
    [
      ['--exclude=a', '--exclude=*.log', '--exclude=/a*', '--exclude=/[a]', '--exclude=/a\\b', '--exclude=/'],
      null,
      [],
    ],
    [['--include=/a/b', '--exclude=/a'], null, []],
    [['--exclude=/a', '--exclude=!'], null, []],
    [['--exclude=+ /a/b', '--exclude=/a'], null, []],
    [['--exclude=/a', '--exclude-from=x'], null, []],
  ];
  for (const [opts, name, paths] of cases) {
    t.strictSame(pathsApart(opts, name), paths, opts.join(' '));
    const rules = opts.filter((opt) => !paths.some((path) => opt.endsWith(`/${path}`)));
    t.equal(hasPatterns(opts, name), rules.length > 0, opts.join(' '));
  }
  t.notOk(hasPatterns(defaultRsyncOpts, null));
  t.ok(hasPatterns(['--filter=- *.o'], null));
});
