import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { feedCommand } from '../../src/act/feed-command.ts';

t.test('the text is on its standard input, and its environment is ours', async (t) => {
  const file = join(t.testdir({}), 'got');
  process.env['FEED_COMMAND_TEST'] = 'ours';
  await feedCommand('sh', ['-c', 'cat >"$1"; echo "$FEED_COMMAND_TEST" >>"$1"', 'sh', file], 'one\ntwo\n');
  t.equal(readFileSync(file, 'utf8'), 'one\ntwo\nours\n');
});

t.test('one that does not read its input is judged by its status', async (t) => {
  await feedCommand('true', [], 'x'.repeat(2 ** 20));
  await t.rejects(feedCommand('sh', ['-c', 'exit 7'], 'x'), { code: 'EXIT', status: 7 });
  await t.rejects(feedCommand('sh', ['-c', 'kill -15 $$'], ''), { code: 'SIGNAL', signal: 'SIGTERM' });
  await t.rejects(feedCommand('/nonexistent/command', [], ''), { code: 'ENOENT' });
  await t.rejects(feedCommand('a\0b', [], ''), { code: 'SPAWN' });
});

t.test('its output goes to another stream, where ours is not that of this process', async (t) => {
  const output = new PassThrough();
  await feedCommand('cat', [], 'one\n', {}, output);
  await feedCommand('cat', [], 'two\n', {}, output);
  output.end();
  t.equal(await text(output), 'one\ntwo\n', 'it is left open');
});

t.test('one whose output nobody takes any more ends by SIGPIPE', async (t) => {
  const output = new PassThrough();
  output.destroy();
  // Of what was not read yet, the first write may tell by another error than that nobody reads (unix(7), ECONNRESET).
  const fed = feedCommand('sh', ['-c', 'while :; do echo line; done'], '', {}, output);
  await t.rejects(fed, { code: 'SIGNAL', signal: 'SIGPIPE' });
});
