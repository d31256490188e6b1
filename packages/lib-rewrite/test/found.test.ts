import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { flagKey, foundPairs, idKey, missedIds, missedOf } from '../src/found.ts';

const none = { rootflags: new Map<string, string>() };
const pairsOf = (map: string) => createIdMap(parseMap(map, 'map'));

t.test('what somebody wrote into a map is missed one by one', async (t) => {
  const ids = pairsOf('a b\nc d\n');
  t.strictSame(missedOf(none, ids, new Set()), ['a', 'c']);
  t.strictSame(missedOf(none, ids, new Set([idKey({ oldText: 'a', newText: 'b' })])), ['c']);
  const flags = { rootflags: new Map([['x', 'y']]) };
  t.strictSame(missedOf(flags, ids, new Set([flagKey('x')])), ['a', 'c']);
  t.strictSame(missedOf(flags, pairsOf(''), new Set()), ['rootflags=x']);
});

t.test('of records of disk-map one is enough', async (t) => {
  const ids = pairsOf('#OLD NEW\nUUID=a UUID=b\nPARTUUID=a PARTUUID=b\n/dev/sda2 /dev/sdb2\n');
  t.strictSame(missedOf(none, ids, new Set()), ['any of the 3 ids of the map']);
  t.strictSame(missedOf(none, ids, new Set([idKey({ oldText: '/dev/sda2', newText: '/dev/sdb2' })])), []);
  t.strictSame(missedOf(none, pairsOf('#OLD NEW\na b\n'), new Set()), ['a']);
  const mixed = pairsOf('x y\n#OLD NEW\na b\nc d\n');
  t.strictSame(
    missedIds(mixed, ({ oldText }) => oldText === 'a'),
    ['x'],
  );
  t.strictSame(
    missedIds(mixed, ({ oldText }) => oldText === 'x'),
    ['any of the 2 ids of the map'],
  );
});

t.test('what was found', async (t) => {
  const ids = pairsOf('a b\nc d\n');
  t.strictSame(
    foundPairs(ids, new Set([idKey({ oldText: 'c', newText: 'd' })])).map(({ oldText }) => oldText),
    ['c'],
  );
});
