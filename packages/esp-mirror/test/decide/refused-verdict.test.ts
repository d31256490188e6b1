import t from 'tap';
import { id, registryOf } from '../../../lib-seal/test/registries.ts';
import { anothersClause, refusedVerdict } from '../../src/decide/refused-verdict.ts';

const source = registryOf([], { generation: { number: 4, id: id('4') } });
const mirror = registryOf([], { generation: { number: 7, id: id('7') }, set: id('abcdef') });
const paths = Array.from({ length: 12 }, (_, index) => `file${index}`);

t.test('what may be written is not refused', async (t) => {
  for (const verdict of ['same', 'cut off', 'older', 'unknown'] as const)
    t.equal(refusedVerdict({ verdict, source, mirror, paths }), null, verdict);
});

t.test('each refusal names what differs, ten paths at most, and what to do', async (t) => {
  for (const verdict of ['newer', 'diverged', 'changed', 'unrelated'] as const) {
    const reason = refusedVerdict({ verdict, source, mirror, paths }) ?? '';
    t.match(reason, '--force', verdict);
    t.match(reason, 'file0, ');
    t.match(reason, 'file9 and 2 more');
    t.notMatch(reason, 'file10');
  }
  t.match(refusedVerdict({ verdict: 'newer', source, mirror, paths: [] }), /7.*4/);
});

t.test('another set is for esp-join', async (t) => {
  for (const reason of [
    refusedVerdict({ verdict: 'another set', source, mirror, paths }),
    anothersClause(mirror),
  ]) {
    t.match(reason, 'abcdef00');
    t.match(reason, 'esp-join');
    t.notMatch(reason, '--force');
  }
});
