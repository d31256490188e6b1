import t from 'tap';
import { wishesOf } from '../../src/decide/wishes.ts';

type Options = Parameters<typeof wishesOf>[0];

const given = (more: Partial<Options> = {}) =>
  ({
    scope: 'all',
    exclude: [],
    purge: false,
    force: false,
    checksum: false,
    'no-bridge': false,
    'no-verify': false,
    ...more,
  }) as unknown as Options;
const ownIds = new Set(['tok']);

t.test('what the options express', async (t) => {
  const { policy, checksum, verify } = wishesOf(given(), ownIds);
  t.match(policy, { scope: 'all', purge: false, bridge: true, force: false });
  t.equal(policy.ownIds, ownIds);
  t.strictSame([checksum, verify], [false, true]);
  t.equal(policy.isExcluded('a.iso'), false);

  t.equal(wishesOf(given({ purge: true }), ownIds).policy.purge, true);
  t.equal(wishesOf(given({ force: true }), ownIds).policy.force, true);
  t.equal(wishesOf(given({ 'no-bridge': true }), ownIds).policy.bridge, false);
  t.equal(wishesOf(given({ checksum: true }), ownIds).checksum, true);
  t.equal(wishesOf(given({ 'no-verify': true }), ownIds).verify, false);
  t.equal(wishesOf(given({ exclude: ['*.iso'] }), ownIds).policy.isExcluded('a.iso'), true);
  for (const scope of ['all', 'loader', 'machine'])
    t.equal(wishesOf(given({ scope }), ownIds).policy.scope, scope);
});

t.test("the machine's part needs an id", async (t) => {
  t.throws(() => wishesOf(given({ scope: 'machine' }), new Set()), /--scope machine needs an id/);
  t.equal(wishesOf(given({ scope: 'loader' }), new Set()).policy.scope, 'loader');
});
