import t from 'tap';
import { withAlone } from '../../src/decide/alone.ts';
import { first, id, partuuidOf, registryOf, second } from '../registries.ts';

const boot = (number: number, missing = second) => ({
  bootId: id(`${number}`),
  time: 1_700_000_000 + number,
  missing,
});

t.test('boots without a member are noted once each', async (t) => {
  const none = registryOf([]);
  const one = withAlone(none, [boot(1)]);
  t.same(one.alone, [boot(1)]);
  t.equal(withAlone(one, [boot(1)]), one);
  t.equal(withAlone(one, [{ ...boot(1), time: 1_800_000_000 }]), one, 'later in the same boot');
  t.equal(withAlone(none, []), none);
  t.same(withAlone(one, [boot(3), boot(2, first)]).alone, [boot(3), boot(2, first), boot(1)]);
  t.equal(one.generation, none.generation, 'it is no generation');
});

t.test('what is no member is not missed', async (t) => {
  const none = registryOf([]);
  t.equal(withAlone(none, [boot(1, partuuidOf('11111111-1c2d-4b5e-8f90-a1b2c3d4e5f6'))]), none);
});

t.test('the last eight are kept', async (t) => {
  let now = registryOf([]);
  for (let number = 1; number <= 10; number++) now = withAlone(now, [boot(number)]);
  t.same(
    now.alone.map(({ time }) => time - 1_700_000_000),
    [10, 9, 8, 7, 6, 5, 4, 3],
  );
  t.equal(withAlone(now, [boot(1)]), now, 'an older one does not come back');
});
