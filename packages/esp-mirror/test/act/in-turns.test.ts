import t from 'tap';
import { inTurns } from '../../src/act/in-turns.ts';
import type { Steps } from '../../src/decide/steps.ts';

/** A computation that goes on until it is told to end. */
function* endless(isEnough: () => boolean): Steps<string> {
  while (!isEnough()) yield;
  return 'done';
}

t.test('others have their turn between the steps', async (t) => {
  let isEnough = false;
  setImmediate(() => {
    isEnough = true;
  });
  t.equal(
    await inTurns(
      endless(() => isEnough),
      new AbortController().signal,
    ),
    'done',
  );
});

t.test('a signal ends it', async (t) => {
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Error('enough')));
  await t.rejects(
    inTurns(
      endless(() => false),
      controller.signal,
    ),
    /enough/,
  );
});
