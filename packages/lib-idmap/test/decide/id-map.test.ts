import t from 'tap';
import { createIdMap, inverseOf } from '../../src/decide/id-map.ts';
import { pairOfTexts } from '../../src/decide/map-json.ts';
import { parseMap } from '../../src/decide/map-text.ts';

const uuid = '3f1c0a52-8f3b-4c1e-9d7a-0a4b5c6d7e8f';
const fresh = 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb';

/** A device name as the map has it then; null when it says nothing. */
function renamed(map: string, text: string): string | null {
  const found = createIdMap(parseMap(map, 'map')).device(text);
  return found && text.slice(0, found.start) + found.text + text.slice(found.end);
}

t.test('device names', async (t) => {
  const none = null;
  const cases: [map: string, text: string, result: string | null][] = [
    ['', 'UUID=a', none],
    ['UUID=a UUID=b', 'UUID=a', 'UUID=b'],
    ['UUID=a UUID=b', 'UUID=aa', none],
    ['UUID=a UUID=b', 'PARTUUID=a', none],
    ['UUID=a UUID=b', 'UUDI=a', none],
    ['a b', 'PARTUUID=a', 'PARTUUID=b'],
    ['a b', 'LABEL=a', 'LABEL=b'],
    ['a b', 'a', 'b'],
    ['a b', 'UUDI=a', none],
    ['a UUID=b', 'PARTUUID=a', 'UUID=b'],
    ['a c\nUUID=a UUID=b', 'UUID=a', 'UUID=b'],
    ['a c\nUUID=a UUID=b', 'PARTUUID=a', 'PARTUUID=c'],
    ['UUID=AB-cd UUID=Ef-01', 'UUID=ab-CD', 'UUID=Ef-01'],
    ['AB-cd Ef-01', 'PARTUUID=ab-CD', 'PARTUUID=Ef-01'],
    ['LABEL=Root LABEL=b', 'LABEL=root', none],
    ['Root b', 'LABEL=root', none],
    ['Root b', 'LABEL=Root', 'LABEL=b'],
    ['UUID=a b', 'UUID=a', 'UUID=b'],
    ['UUID=a PARTUUID=b', 'UUID=a', 'PARTUUID=b'],
    ['UUID=a /dev/sdb2', 'UUID=a', '/dev/sdb2'],
    ['UUID=a UUID=b', '/dev/disk/by-uuid/a', '/dev/disk/by-uuid/b'],
    ['UUID=a PARTUUID=b', '/dev/disk/by-uuid/a', '/dev/disk/by-partuuid/b'],
    ['UUID=a /dev/sdb2', '/dev/disk/by-uuid/a', '/dev/sdb2'],
    ['/dev/disk/by-uuid/a /dev/disk/by-uuid/b', 'UUID=a', 'UUID=b'],
    ['/dev/disk/by-uuid/a /dev/disk/by-partuuid/b', 'UUID=a', 'PARTUUID=b'],
    ['/dev/disk/by-id/a /dev/disk/by-id/b', '/dev/disk/by-id/a', '/dev/disk/by-id/b'],
    ['/dev/disk/by-path/a-part1 /dev/disk/by-path/b-part1', '/dev/disk/by-path/a-part10', none],
    ['LABEL=a\\040b LABEL=c\\040d', 'LABEL=a\\040b', 'LABEL=c\\040d'],
    ['LABEL=a\\040b LABEL=c\\040d', 'LABEL=a b', 'LABEL=c\\040d'],
    ['LABEL=a\\040b LABEL=c\\040d', '/dev/disk/by-label/a\\x20b', '/dev/disk/by-label/c\\x20d'],
    ['/dev/disk/by-label/a\\x20b /dev/disk/by-label/c\\x20d', 'LABEL=a\\040b', 'LABEL=c\\040d'],
    ['/dev/disk/by-id/a\\134x20b /dev/disk/by-id/c', '/dev/disk/by-id/a\\x20b', '/dev/disk/by-id/c'],
    ['/dev/disk/by-id/a\\x20b /dev/disk/by-id/c', '/dev/disk/by-id/a\\134x20b', '/dev/disk/by-id/c'],
    ['/dev/sda1 /dev/sdb1', '/dev/sda1', '/dev/sdb1'],
    ['/dev/sda1 /dev/sdb1', '/dev/sda10', none],
    ['/dev/sda1 UUID=b', '/dev/sda1', 'UUID=b'],
    ['//nas/My\\040Share //nas/b', '//nas/My\\040Share', '//nas/b'],
    [`UUID=${uuid} UUID=${fresh}`, `/dev/mapper/luks-${uuid}`, `/dev/mapper/luks-${fresh}`],
    [`${uuid} ${fresh}`, `/dev/mapper/luks-${uuid}`, `/dev/mapper/luks-${fresh}`],
    [`PARTUUID=${uuid} PARTUUID=${fresh}`, `/dev/mapper/luks-${uuid}`, none],
    [`UUID=${uuid} /dev/sdb2`, `/dev/mapper/luks-${uuid}`, none],
    [`/dev/mapper/luks-${uuid} /dev/mapper/root`, `/dev/mapper/luks-${uuid}`, '/dev/mapper/root'],
  ];
  for (const [map, text, result] of cases) t.equal(renamed(map, text), result, `${map}: ${text}`);
});

t.test('values without a tag', async (t) => {
  const value = (map: string, text: string) => createIdMap(parseMap(map, 'map')).value('UUID', text)?.text;
  t.equal(value('UUID=a UUID=b', 'A'), 'b');
  t.equal(value('a b', 'a'), 'b');
  t.equal(value('a UUID=b', 'a'), 'b');
  t.equal(value('/dev/disk/by-uuid/a /dev/disk/by-uuid/b', 'a'), 'b');
  t.equal(value('PARTUUID=a PARTUUID=b', 'a'), undefined);
  t.equal(value('UUID=a PARTUUID=b', 'a'), undefined, 'a PARTUUID is no UUID');
  t.equal(value('UUID=a /dev/sdb2', 'a'), undefined, 'nor is a path');
});

t.test('an old id has one new id', async (t) => {
  for (const map of [
    'UUID=a b\nUUID=A c',
    'a b\na c',
    '/dev/a b\n/dev/a c',
    'UUID=a b\n/dev/disk/by-uuid/a c',
  ])
    t.throws(() => createIdMap(parseMap(map, 'map')), { code: 'CONFLICT' }, map);
  for (const map of ['a b\nb a', 'a c\nUUID=a d'])
    t.equal(createIdMap(parseMap(map, 'map')).pairs.length, 2, map);
  for (const map of ['UUID=a b\nUUID=a b', 'a b\na b', 'UUID=a b\n/dev/disk/by-uuid/a b'])
    t.equal(createIdMap(parseMap(map, 'map')).pairs.length, 1, map);
});

t.test('the other way round', async (t) => {
  const inverse = (map: string) =>
    inverseOf(parseMap(map, 'map')).map(({ oldText, newText }) => `${oldText} ${newText}`);
  t.strictSame(inverse('a b\nUUID=c UUID=d'), ['b a', 'UUID=d UUID=c']);
  t.strictSame(inverse('a c\nb c\nd e'), ['e d'], 'c could be either');
  t.strictSame(inverse('a b\nb a'), ['b a', 'a b']);
});

t.test('an id of a link comes into a tag as a field of fstab has it', async (t) => {
  const ids = createIdMap([pairOfTexts('UUID=a', '/dev/disk/by-label/a\\x20b\\x0dc', 'here')]);
  t.equal(ids.value('UUID', 'a')?.text, undefined, 'a label is not a UUID');
  t.equal(ids.device('UUID=a')?.text, 'LABEL=a\\040b\\015c', 'a carriage return ends a line, too');
});
