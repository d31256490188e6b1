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
const identity = { ids: ownIds, osIds: new Set(['arch']) };
const nobody = { ids: new Set<string>(), osIds: new Set<string>() };

t.test('what the options express', async (t) => {
  const { policy, checksum, verify } = wishesOf(given(), identity, 'x64');
  t.match(policy, { scope: 'all', purge: false, bridge: true, force: false });
  t.equal(policy.ownIds, ownIds);
  t.strictSame([[...policy.ownOsIds], policy.architecture], [['arch'], 'x64']);
  t.strictSame([checksum, verify], [false, true]);
  t.equal(policy.isExcluded('a.iso'), false);

  t.equal(wishesOf(given({ purge: true }), identity, 'x64').policy.purge, true);
  t.equal(wishesOf(given({ force: true }), identity, 'x64').policy.force, true);
  t.equal(wishesOf(given({ 'no-bridge': true }), identity, 'x64').policy.bridge, false);
  t.equal(wishesOf(given({ checksum: true }), identity, 'x64').checksum, true);
  t.equal(wishesOf(given({ 'no-verify': true }), identity, 'x64').verify, false);
  t.equal(wishesOf(given({ exclude: ['*.iso'] }), identity, 'x64').policy.isExcluded('a.iso'), true);
  for (const scope of ['all', 'loader', 'machine'])
    t.equal(wishesOf(given({ scope }), identity, 'x64').policy.scope, scope);
});

t.test("the machine's part needs an id", async (t) => {
  t.throws(() => wishesOf(given({ scope: 'machine' }), nobody, 'x64'), /--scope machine needs an id/);
  t.equal(wishesOf(given({ scope: 'loader' }), nobody, 'x64').policy.scope, 'loader');
});
