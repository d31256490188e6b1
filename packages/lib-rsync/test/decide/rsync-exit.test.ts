import t from 'tap';
import { exitText, isLimited, isWhole } from '../../src/decide/rsync-exit.ts';

t.test('only what vanished is no failure', async (t) => {
  for (let status = 0; status < 256; status += 1)
    t.equal(isWhole(status), status === 0 || status === 24, `${status}`);
});

t.test('rsync came to --max-delete, whatever else went wrong', async (t) => {
  const said = 'Deletions stopped due to --max-delete limit (5 skipped)\n';
  const cases: [status: number, stderr: string, limited: boolean][] = [
    [25, '', true],
    [25, said, true],
    [
      23,
      `could not make way for new regular file: u\n${said}rsync error: some files (code 23) at main.c(1)\n`,
      true,
    ],
    [23, 'rsync: open: Permission denied\n', false],
    [23, `cannot delete ${said}`, false],
    [0, '', false],
  ];
  for (const [status, stderr, limited] of cases) t.equal(isLimited(status, stderr), limited, stderr);
});

t.test('every status has words, its number, and what rsync said', async (t) => {
  for (const status of [1, 11, 12, 23, 24, 25, 127, 99]) {
    t.match(exitText(status, ''), new RegExp(`^[a-z_ ,:'-]+ \\(.*${status}\\)$`, 'i'), `${status}`);
  }
  const texts = [11, 12, 23, 24].map((status) => exitText(status, ''));
  t.equal(new Set(texts.map((text) => text.replace(/\d+/, ''))).size, 4, 'each its own');
  const stderr =
    'rsync: [sender] opendir "/x" failed: Permission denied (13)\n\nrsync error: some files (code 23) at main.c(1) [sender=3.2.7]\n';
  const text = exitText(23, stderr);
  t.match(text, /Permission denied/);
  t.notMatch(text, /main\.c/);
  t.notMatch(text, /\n/);
});

t.test('what rsync says a thousand times does not fill the record', async (t) => {
  const text = exitText(23, 'rsync: no\n'.repeat(1000) + 'x'.repeat(5000));
  t.ok(text.length < 1200, `${text.length}`);
  t.match(text, /998/);
});
