import { PassThrough, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { messagesFor } from '../../src/act/messages-for.ts';
import { createStatusLine } from '../../src/decide/status-line.ts';
import { testSurroundings } from '../surroundings.ts';

t.test('the options and the environment say how', async (t) => {
  const test = testSurroundings([], { stderrIsTerminal: true, env: { TERM: 'xterm' } });
  messagesFor('one', test.surroundings, new Map([['verbose', true]])).debug('a');
  t.ok(test.err().startsWith('\u001b[90mone: a'));
  messagesFor('one', { ...test.surroundings, env: { TERM: 'dumb' } }, new Map()).error('b');
  t.equal(test.err(), 'one: b\n');
  messagesFor('one', test.surroundings, new Map([['quiet', true]])).info('c');
  t.equal(test.err(), '');
});

t.test('a message takes the status line away', async (t) => {
  const stderr = new PassThrough();
  const line = createStatusLine(
    (text) => stderr.write(text),
    () => 80,
  );
  const test = testSurroundings([], { stderr });
  line.show('half done');
  messagesFor('one', test.surroundings, new Map(), line).error('a');
  t.equal(String(stderr.read()), '\r\u001b[Khalf done\r\u001b[Kone: a\n');
});

t.test('standard error that cannot be written harms nobody, and many share it', async (t) => {
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done(new Error('full')) });
  const { surroundings } = testSurroundings([], { stderr });
  for (let count = 0; count < 20; count++) messagesFor('one', surroundings, new Map());
  messagesFor('two', surroundings, new Map()).error('a');
  await turn();
  t.ok(stderr.errored);
  t.equal(stderr.listenerCount('error'), 1);
});
