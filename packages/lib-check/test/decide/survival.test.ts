import t from 'tap';
import { redundant, type Survival, whole, worstOf } from '../../src/decide/survival.ts';

const lost: Survival = { kind: 'lost', why: 'lost' };
const unknown: Survival = { kind: 'unknown', why: 'unknown' };
const degraded: Survival = { kind: 'degraded', why: 'degraded' };

t.test('what needs all of its parts is as bad as the worst of them', async (t) => {
  t.equal(worstOf([]).kind, 'whole');
  t.equal(worstOf([whole, degraded]).kind, 'degraded');
  t.equal(worstOf([unknown, degraded, whole]).kind, 'unknown');
  t.equal(worstOf([unknown, lost]).kind, 'lost');
});

t.test('what is redundant loses so many parts, and no more', async (t) => {
  const kind = (parts: readonly Survival[], most: number) => redundant('it', parts, most).kind;
  t.equal(kind([whole, whole], 1), 'whole');
  t.equal(kind([whole, lost], 1), 'degraded');
  t.equal(kind([lost, lost], 1), 'lost');
  t.equal(kind([whole, lost], 0), 'lost');
  t.equal(kind([whole, unknown], 1), 'whole', 'one may be gone, whatever becomes of it');
  t.equal(kind([lost, unknown], 1), 'unknown');
  t.equal(kind([unknown], 0), 'unknown');
  t.equal(kind([degraded, whole], 1), 'degraded');
});
