import t from 'tap';
import { canBeMapped, holdersOf, idOf, isSameId, tags } from '../../src/decide/ids.ts';
import { at, layoutOf, part } from '../lsblk.ts';

const partuuid = '1b0c3a4e-5d6f-4780-91a2-b3c4d5e6f708';
const { devices } = layoutOf([
  part('sda1', { uuid: 'A1B2-C3D4', partuuid, partlabel: 'esp', label: 'EFI' }),
  part('sda2', { uuid: 'a1b2-c3d4', label: 'efi' }),
]);
const one = at(
  layoutOf([part('sda1', { uuid: 'A1B2-C3D4', partuuid, partlabel: 'esp', label: 'EFI' })]),
  '/dev/sda1',
);

t.test('what a device has for a tag', async (t) => {
  t.strictSame(
    tags.map((tag) => idOf(one, tag)),
    ['A1B2-C3D4', partuuid, 'esp', 'EFI'],
  );
});

t.test('one id in two spellings', async (t) => {
  const cases: [tag: (typeof tags)[number], one: string | null, other: string | null, same: boolean][] = [
    ['UUID', 'A1B2-C3D4', 'a1b2-c3d4', true],
    ['PARTUUID', partuuid, partuuid.toUpperCase(), true],
    ['LABEL', 'EFI', 'efi', false],
    ['LABEL', 'EFI', 'EFI', true],
    ['PARTLABEL', 'esp', 'ESP', false],
    ['UUID', null, null, false],
    ['UUID', 'A1B2-C3D4', null, false],
  ];
  for (const [tag, id, other, same] of cases)
    t.equal(isSameId(tag, id, other), same, `${tag} ${id} ${other}`);
});

t.test('who has an id', async (t) => {
  const nodes = (tag: (typeof tags)[number], value: string) =>
    holdersOf(devices, tag, value).map(({ path }) => path);
  t.strictSame(nodes('UUID', 'A1b2-C3D4'), ['/dev/sda1', '/dev/sda2']);
  t.strictSame(nodes('LABEL', 'EFI'), ['/dev/sda1']);
  t.strictSame(nodes('PARTLABEL', 'none'), []);
});

t.test('what a map can carry', async (t) => {
  const cases: [value: string, can: boolean][] = [
    ['EFI', true],
    ['root A', true],
    ['a#b\\é\n', true],
    ['b" \'', true],
    ['', false],
    ['"quoted"', false],
    ["'quoted", false],
    ['a\ufffd', false],
    ['a\ud800', false],
  ];
  for (const [value, can] of cases) t.equal(canBeMapped('LABEL', value), can, JSON.stringify(value));
});
