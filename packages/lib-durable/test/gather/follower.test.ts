import t from 'tap';
import { bothOf, tellPiece } from '../../src/gather/follower.ts';

t.test('a piece is told of before the signal is looked at', (t) => {
  const reason = new Error('interrupted');
  const told: number[] = [];
  const onBytes = (bytes: number) => void told.push(bytes);
  tellPiece({}, 1);
  tellPiece({ onBytes, signal: new AbortController().signal }, 2);
  t.throws(() => tellPiece({ onBytes, signal: AbortSignal.abort(reason) }, 3), reason);
  t.strictSame(told, [2, 3]);
  t.end();
});

t.test('of two, neither is left behind', async (t) => {
  t.strictSame(await bothOf(Promise.resolve(1), Promise.resolve('x')), [1, 'x']);
  for (const isFirst of [true, false]) {
    let isOver = false;
    const slow = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      isOver = true;
    });
    const failing: Promise<void> = Promise.reject(new Error('failed'));
    await t.rejects(isFirst ? bothOf(failing, slow) : bothOf(slow, failing), { message: 'failed' });
    t.ok(isOver);
  }
});
