import t from 'tap';
import { reportedText } from '../../src/decide/reported-text.ts';

const usage = `flock: unrecognized option '--exclusive'
BusyBox v1.36.1 (Debian 1:1.36.1-9) multi-call binary.

Usage: flock [-sxun] FD | { FILE [-c] PROG ARGS }

[Un]lock file descriptor, or lock FILE, run PROG
`;

t.test('what a tool reported', async (t) => {
  const cases: readonly (readonly [stderr: string, due: string])[] = [
    ['', ''],
    ['one\n', 'one'],
    [' one\r\n\n two\n', 'one; two'],
    ['BusyBox is mentioned', 'BusyBox is mentioned'],
  ];
  for (const [stderr, due] of cases) t.equal(reportedText('flock', stderr), due, JSON.stringify(stderr));
});

t.test('of BusyBox: what to install, and no usage', async (t) => {
  for (const stderr of [usage, 'flock: applet not found']) {
    const text = reportedText('flock', stderr);
    t.match(text, 'util-linux');
    t.notMatch(text, /Usage|unrecognized|\n|applet/);
  }
  t.match(reportedText('sync', usage), 'coreutils');
});

t.test('too much is cut', async (t) => {
  for (const part of ['x', 'line\n', '😀', '\ud83d', ' \n']) {
    const text = reportedText('flock', part.repeat(10_000_000 / part.length));
    t.ok(text.length <= 1001, `${text.length} of ${JSON.stringify(part)}`);
    t.ok(text.isWellFormed());
  }
});
