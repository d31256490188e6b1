import { once } from 'node:events';
import t from 'tap';
import { signalGroup, startError, startGroup } from '../../src/act/process-group.ts';

t.test('a child leads its own group, and a signal reaches the whole group', async (t) => {
  const child = startGroup('sh', ['-c', 'sleep 60 & echo up; wait'], ['ignore', 'pipe', 'ignore']);
  if (child.stdout === null) throw new Error('no pipe');
  await once(child.stdout, 'data');
  signalGroup(child, 'SIGKILL');
  // The pipe closes only when sleep, which has it too, is gone.
  const [, signal] = await once(child, 'close');
  t.equal(signal, 'SIGKILL');
  t.doesNotThrow(() => signalGroup(child, 'SIGKILL'), 'one that has ended is left in peace');
});

t.test('a child that did not start', async (t) => {
  const child = startGroup('no-such-tool-here', [], 'ignore');
  const [cause] = await once(child, 'error');
  t.equal(startError('no-such-tool-here', cause).code, 'ENOENT');
  t.doesNotThrow(() => signalGroup(child, 'SIGKILL'));
  t.throws(() => startGroup('true', ['\0'], 'ignore'), { code: 'SPAWN' });
});
