import t from 'tap';
import { beginTurn } from '../../src/gather/turn.ts';

t.test('others have their turn in a pause', async (t) => {
  const turn = beginTurn();
  const told: string[] = [];
  setImmediate(() => told.push('another'));
  await turn.pause();
  t.strictSame(told, ['another']);
});

t.test('it is over some time', async (t) => {
  const turn = beginTurn();
  const late = process.uptime() + 10;
  while (!turn.isOver() && process.uptime() < late);
  t.ok(turn.isOver());
});

t.test('a signal ends it', async (t) => {
  const controller = new AbortController();
  const turn = beginTurn(controller.signal);
  await turn.pause();
  setImmediate(() => controller.abort(new Error('enough')));
  await t.rejects(turn.pause(), /enough/);
});
