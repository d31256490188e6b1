import t from 'tap';
import { id, registryOf } from '../../../lib-seal/test/registries.ts';
import { isWholePlan, stampOf } from '../../src/decide/stamp.ts';

const line = (path: string, mark = path) => ({
  path,
  size: 1,
  mtime: 1,
  digest: mark.toLowerCase().repeat(64),
});
const source = registryOf([], {
  generation: { number: 2, id: id('2') },
  files: [line('A'), line('X')],
  others: ['# of the source'],
});

t.test('the stamp of a mirror', async (t) => {
  const all = () => true;
  t.same(stampOf(source, null, [], all), source, 'without a registry it gets the source’s');
  const before = registryOf([], {
    files: [line('A', 'B'), line('OLD'), line('X', 'C')],
    others: ['# of the mirror'],
    becoming: { generation: { number: 2, id: id('2') }, from: source.source, parents: [], states: [] },
  });
  t.match(stampOf(source, before, [line('E')], all), {
    generation: source.generation,
    becoming: null,
    others: ['# of the mirror'],
    files: [line('A'), line('E'), line('X')],
  });
  const part = stampOf(source, before, [], (path) => path !== 'X');
  t.same(part.files, [line('A'), line('X', 'C')], 'what was left alone keeps its line');
});

t.test('whether a mirror is whole when the plan was walked', async (t) => {
  const note = (kind: 'kept' | 'lost' | 'warning') => ({ notes: [{ kind, text: 'x' }] });
  t.ok(isWholePlan({ notes: [] }, new Map()));
  t.ok(isWholePlan(note('warning'), new Map()));
  t.ok(isWholePlan(note('lost'), new Map()));
  t.notOk(isWholePlan(note('kept'), new Map()));
  t.notOk(isWholePlan({ notes: [] }, new Map([['A', 'is being written']])));
});
