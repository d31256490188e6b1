import { ToolError } from '@twinroot/lib-tool';
import t from 'tap';
import { attempt } from '../../src/gather/attempt.ts';

t.test('what fails is not known, and why is taken down; an end that was asked for is one', async (t) => {
  const unknown = new Map<string, string>();
  const note = (topic: string, why: string) => unknown.set(topic, why);
  t.equal(await attempt(note, 'a', async () => 5), 5);
  t.equal(
    await attempt(note, 'b', async () => {
      throw new Error('no such tool');
    }),
    null,
  );
  t.strictSame([...unknown], [['b', 'no such tool']]);
  const aborted = new ToolError('ABORT', 'lvs', 'ended');
  await t.rejects(
    attempt(note, 'c', async () => {
      throw aborted;
    }),
    aborted,
  );
});
