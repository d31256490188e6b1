import { defaultRsyncOpts } from '@twinroot/lib-rsync';
import t from 'tap';
import { rsyncOptsOf } from '../../src/decide/rsync-opts.ts';

const always = defaultRsyncOpts.slice(1);

t.test('options, with what is always added', async (t) => {
  const cases: [words: string, opts: string[]][] = [
    ['', []],
    ['-axHAX', ['-axHAX']],
    ['-a --bwlimit 1000', ['-a', '--bwlimit=1000']],
    ['-a --exclude /x --exclude=y', ['-a', '--exclude=/x', '--exclude=y']],
    ['-af -_*', ['-af-_*']],
    ['--max-size 1m -v', ['--max-size=1m', '-v']],
    ['--filter -_x', ['--filter=-_x']],
  ];
  for (const [words, opts] of cases) {
    const given = words.split(' ').filter((word) => word !== '');
    t.strictSame(rsyncOptsOf(given), { opts: [...opts, ...always], wrong: [] }, words);
  }
  t.strictSame(rsyncOptsOf(defaultRsyncOpts), { opts: defaultRsyncOpts, wrong: [] }, 'nothing twice');
});

t.test('what is no option here', async (t) => {
  const words = [
    ...[
      '/etc',
      '--',
      '-',
      '-n',
      '-avn',
      '--dry-run',
      '--list-only',
      '--remove-source-files',
      '--remove-sent-files',
      '-aR',
      '--daemon',
    ],
    ...[
      '--server',
      '-e',
      '-essh',
      '--rsh=ssh',
      '-q',
      '-aq',
      '--quiet',
      '--files-from=x',
      '--bwlimit',
      'a\0b',
    ],
    '-a\0',
  ];
  for (const word of words) t.ok(rsyncOptsOf(['-a', word]).wrong.length > 0, word);
});
