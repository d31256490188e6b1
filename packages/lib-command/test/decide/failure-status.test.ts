import { RecordError } from '@twinroot/lib-record';
import t from 'tap';
import { failed, no, wrong } from '../../src/decide/command-error.ts';
import { failureStack, failureStatus, signalStatus } from '../../src/decide/failure-status.ts';
import { ReaderGone } from '../../src/decide/interruption.ts';

/** An error of a child that a signal ended, as lib-tool has it. */
function signalled(signal: string, code = 'SIGNAL'): Error {
  return Object.assign(new Error('a child'), { signal, code });
}

const cases: readonly (readonly [what: string, thrown: unknown, status: number])[] = [
  ['a failure', failed('no room'), 1],
  ['a wrong call', wrong('no such option'), 2],
  ['the answer no', no('no mirror'), 32],
  ['records that do not decode', new RecordError('JSON', 'not JSON'), 2],
  ['a reader that has gone', new ReaderGone(), 141],
  ['a child that a signal ended', signalled('SIGINT'), 130],
  ['a child that took too long', signalled('SIGKILL', 'TIMEOUT'), 1],
  ['a signal that there is not', signalled('SIGNONE'), 1],
  ['the outermost that knows one', wrong('records', { cause: signalled('SIGINT') }), 2],
  ['a cause that knows one', new Error('outer', { cause: no('no mirror') }), 32],
  ['any other error', new TypeError('bug'), 1],
  ['a text', 'thrown', 1],
  ['nothing', undefined, 1],
];
for (const [what, thrown, status] of cases)
  t.test(`${what}: ${status}`, async (t) => t.equal(failureStatus(thrown), status));

t.test('signals have the statuses of shells', async (t) => {
  t.equal(signalStatus('SIGHUP'), 129);
  t.equal(signalStatus('SIGTERM'), 143);
});

t.test('where a failure arose is where its innermost cause did', async (t) => {
  const inner = new Error('inner');
  const stack = failureStack(new Error('outer', { cause: inner }));
  t.ok(stack.length > 0);
  for (const frame of stack) t.match(frame, /^at /);
  t.ok(inner.stack?.includes(stack[0] ?? 'none'));
  t.strictSame(failureStack('a text'), []);
});
