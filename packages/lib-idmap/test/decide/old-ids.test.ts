import fc from 'fast-check';
import t from 'tap';
import { spellingsOf } from '../../src/decide/id-spellings.ts';
import { parseMap } from '../../src/decide/map-text.ts';
import { createOldIdFinder } from '../../src/decide/old-ids.ts';

const volume = 'Ab1cdE-fg2h-Ij3k-lM4n-op5Q-rs6t-uVw7xy';
const bare = '3f1c0a528f3b4c1e9d7a0a4b5c6d7e8f';
const escaped = '3f1c0a52\\x2d8f3b\\x2d4c1e\\x2d9d7a\\x2d0a4b5c6d7e8f';
const uuid = '3f1c0a52-8f3b-4c1e-9d7a-0a4b5c6d7e8f';

t.test('old ids wherever they stand', async (t) => {
  const cases: [map: string, text: string, found: number[]][] = [
    ['', 'anything', []],
    [`UUID=${uuid} UUID=b`, `/EFI/Pop_OS-${uuid}/vmlinuz x=${uuid.toUpperCase()}`, [12, 59]],
    [`UUID=${uuid} UUID=b`, `a${uuid} ${uuid}0 ${uuid}-0`, []],
    ['6B7E-A837 x', 'UUID=6b7e-a837,/6B7E-A837 0-6B7E-A837 6B7E-A837-0', [5, 16]],
    ['04012e69-01 x', '04012e69-010 PARTUUID="04012e69-01"', [23]],
    ['/dev/sda1 x', '/mnt/dev/sda1 /dev/sda10 /dev/sda1p1 (/dev/sda1) log=/dev/sda1', [38, 53]],
    ['LABEL=root x', 'root LABEL=root LABEL=root2 /dev/disk/by-label/root', [5, 28]],
    ['x.y z', 'x-y x.y', [4]],
    [`UUID=${uuid} UUID=b`, `cryptomount -u ${bare} cryptouuid/${bare} a${bare} ${bare}0`, [15, 59]],
    [`UUID=${uuid} UUID=b`, 'UUID=3f1c0a52:8f3b4c1e:9d7a0a4b:5c6d7e8f', [5]],
    [`UUID=${uuid} UUID=b`, `dev-disk-by\\x2duuid-${escaped}.swap luks\\x2d${escaped}.service`, [20, 82]],
    [`UUID=${uuid} UUID=b`, `dm-uuid-CRYPT-LUKS2-${bare}-luks-${uuid}`, [20, 58]],
    ['UUID=6B7E-A837 x', 'dev-disk-by\\x2duuid-6B7E\\x2dA837.mount a\\x2d6B7E\\x2dA837', [20]],
    ['UUID=229AAC5A9AAC2C6B x', 'dev-disk-by\\x2duuid-229AAC5A9AAC2C6B.device', [20]],
    ['/dev/sda2 x', 'dev-sda2.device dev-sda22.device', [0]],
    ['LABEL=root x', 'dev-disk-by\\x2dlabel-root.device', [0]],
    [`UUID=${volume} x`, `PVID=${volume.replaceAll('-', '')} ${volume}`, [5, 38]],
  ];
  for (const [map, text, found] of cases) {
    for (const most of [undefined, 0]) {
      const finder = createOldIdFinder(parseMap(map, 'map'), most);
      t.strictSame(
        finder.find(text).map(({ start }) => start),
        found,
        `${map}: ${text}`,
      );
      if (found.length > 0) t.ok(finder.mayHave(text));
    }
  }
});

t.test('always as many by the form of a UUID as by naming each', async () => {
  const uuids = fc.uuid().filter((text) => /\d/.test(text));
  const ids = fc.oneof(
    uuids.map((text) => `UUID=${text}`),
    uuids.map((text) => `/dev/mapper/luks-${text}`),
    uuids,
    fc.constantFrom('UUID=6B7E-A837', '04012e69-01', 'LABEL=root', '/dev/sda1', `UUID=${volume}`),
  );
  const glue = fc.constantFrom('', ' ', '-', '/', '=', 'a', '0', '\\x2d', '\\x2duuid-', 'luks-', '"', ':');
  const spellings = (text: string) => {
    const value = text.replace(/^\w+=/, '');
    return [text, value, value.toUpperCase(), ...spellingsOf(value).map((one) => one.text)];
  };
  const texts = (all: readonly string[]) =>
    fc
      .array(
        fc.tuple(glue, fc.oneof(fc.constantFrom(...all.flatMap(spellings)), uuids, fc.constant('')), glue),
        { maxLength: 6 },
      )
      .map((parts) => parts.flat().join(''));
  const given = fc
    .uniqueArray(ids, { minLength: 1, maxLength: 8 })
    .chain((all) => fc.tuple(fc.constant(all), texts(all)));
  fc.assert(
    fc.property(given, ([all, text]) => {
      const pairs = parseMap(all.map((old) => `${old} NEW\n`).join(''), 'map');
      const [named, formed] = [
        createOldIdFinder(pairs, Number.POSITIVE_INFINITY),
        createOldIdFinder(pairs, 0),
      ];
      const found = named.find(text);
      const isSame = JSON.stringify(found) === JSON.stringify(formed.find(text));
      return (
        isSame &&
        (found.length === 0 || formed.mayHave(text)) &&
        (!named.mayHave(text) || formed.mayHave(text))
      );
    }),
    { numRuns: 3000 },
  );
});
