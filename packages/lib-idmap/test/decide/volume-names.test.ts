import t from 'tap';
import { createIdMap } from '../../src/decide/id-map.ts';
import { parseMap } from '../../src/decide/map-text.ts';
import {
  isOldGroup,
  renamedArray,
  renamedGroup,
  renamedPart,
  renamedVolume,
} from '../../src/decide/volume-names.ts';

const a = '3f1c0a52-8f3b-4c1e-9d7a-0a4b5c6d7e8f';
const b = '9f9e9d9c-aaaa-4bbb-8ccc-ddddeeeeffff';
const ids = (map: string) => createIdMap(parseMap(map, 'map'));
const groups = ids(`/dev/mapper/my--vg-root /dev/mapper/vg2-root
/dev/my-vg/root /dev/vg2/root
/dev/one/swap /dev/two/swap
/dev/mixed/a /dev/b/a
/dev/mixed/b /dev/c/b
/dev/gone/a UUID=${b}`);

t.test('logical volumes', async (t) => {
  const cases: [name: string, fresh: string | undefined][] = [
    ['my-vg/root', 'vg2/root'],
    ['one/swap', 'two/swap'],
    ['one/root', undefined],
    ['gone/a', undefined],
    ['root', undefined],
    ['', undefined],
  ];
  for (const [name, fresh] of cases) t.equal(renamedVolume(groups, name)?.text, fresh, name);
  t.equal(renamedVolume(ids('/dev/mapper/my--vg-a--b /dev/mapper/x-a--b'), 'my-vg/a-b')?.text, 'x/a-b');
});

t.test('volume groups', async (t) => {
  const cases: [name: string, fresh: string | undefined, isOld: boolean][] = [
    ['my-vg', 'vg2', true],
    ['one', 'two', true],
    ['mixed', undefined, true],
    ['gone', undefined, true],
    ['two', undefined, false],
    ['other', undefined, false],
  ];
  for (const [name, fresh, isOld] of cases) {
    t.equal(renamedGroup(groups, name)?.text, fresh, name);
    t.equal(isOldGroup(groups, name), isOld, `${name} is the old disk's`);
  }
  const physical = ids(
    'UUID=Ab1cdE-fg2h-Ij3k-lM4n-op5Q-rs6t-uVw7xy UUID=Bb1cdE-fg2h-Ij3k-lM4n-op5Q-rs6t-uVw7xy',
  );
  t.ok(isOldGroup(physical, 'other'), 'a physical volume whose group nobody could list');
});

t.test('arrays, in the form that they have', async (t) => {
  const map = ids(`UUID=${a} UUID=${b}`);
  const cases: [text: string, fresh: string | undefined][] = [
    ['3f1c0a52:8f3b4c1e:9d7a0a4b:5c6d7e8f', '9f9e9d9c:aaaa4bbb:8cccdddd:eeeeffff'],
    ['3F1C0A528F3B4C1E9D7A0A4B5C6D7E8F', '9f9e9d9caaaa4bbb8cccddddeeeeffff'],
    [a, b],
    ['3f1c0a52', undefined],
    [b, undefined],
  ];
  for (const [text, fresh] of cases) t.equal(renamedArray(map, text)?.text, fresh, text);
  t.equal(renamedArray(ids(`UUID=${a} UUID=6B7E-A837`), '3f1c0a52:8f3b4c1e:9d7a0a4b:5c6d7e8f'), null);
});

t.test('parts of a UUID', async (t) => {
  const c = '3f1c0a52-0000-4c1e-9d7a-000000000000';
  const one = ids(`UUID=${a} UUID=${b}`);
  const two = ids(`UUID=${a} UUID=${b}\nUUID=${c} UUID=x`);
  const cases: [map: typeof one, text: string, fresh: string | undefined][] = [
    [one, '3f1c0a52', b],
    [one, '3F1C0A52-8F3B', b],
    [one, '0a4b5c6d7e8f', b],
    [one, '3f1c', undefined],
    [one, 'ffffff', undefined],
    [two, '3f1c0a52', undefined],
    [two, '3f1c0a52-8f', b],
    [ids(`PARTUUID=${a} PARTUUID=${b}`), '3f1c0a52', undefined],
    [ids(`UUID=${a} /dev/sdb2`), '3f1c0a52', undefined],
  ];
  for (const [map, text, fresh] of cases) t.equal(renamedPart(map, text)?.text, fresh, text);
});
