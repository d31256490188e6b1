import t from 'tap';
import { targetOf } from '../../src/decide/target.ts';
import { hasRemovablePath, wayInNotes } from '../../src/decide/way-in.ts';
import { modelTree, plainPolicy } from './model.ts';

const system = { linux: 'MZ', 'loader/entries/a.conf': 'linux /linux\n' };
const notes = (
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
  started: readonly string[] | null,
  purge = false,
) => {
  const [source, mirror] = [from, to].map((files) =>
    modelTree(new Map(Object.entries({ ...system, ...files }))),
  );
  if (!source || !mirror) throw new Error('no trees');
  const policy = { ...plainPolicy, started, purge };
  return wayInNotes(mirror.listing, targetOf(source, mirror, policy), policy).length;
};
const removable = { 'EFI/BOOT/BOOTX64.EFI': 'MZ' };
const debian = { 'EFI/debian/shimx64.efi': 'MZ' };

t.test('whether firmware finds something to start', async (t) => {
  t.equal(notes({}, {}, []), 1, 'nothing at all');
  t.equal(notes({}, {}, null), 0, 'it is not asked');
  t.equal(notes(removable, {}, []), 0, 'at the removable path');
  t.equal(notes({ 'EFI/BOOT/BOOTX64.EFI': '' }, {}, []), 1, 'which is empty');
  t.equal(notes({ 'EFI/BOOT/grubx64.efi': 'MZ' }, {}, []), 1, 'which has another name');
  t.equal(notes({}, removable, []), 0, 'what only the mirror has');
  t.equal(notes({}, removable, [], true), 1, 'and loses');
  t.equal(notes(debian, debian, []), 1, 'a program that no option names');
  t.equal(notes(debian, debian, ['EFI/Debian/SHIMX64.EFI']), 0, 'one that an option names');
  t.equal(notes({}, {}, ['EFI/debian/shimx64.efi']), 1, 'an option that names nothing');
});

t.test('a way in that needs no boot option', async (t) => {
  const has = (files: Readonly<Record<string, string>>) =>
    hasRemovablePath(modelTree(new Map(Object.entries(files))).listing);
  t.equal(has(removable), true);
  t.equal(has({ 'efi/boot/bootaa64.efi': 'MZ' }), true);
  t.equal(has({ ...debian, 'EFI/BOOT/grubx64.efi': 'MZ', 'EFI/BOOT/BOOTIA32.EFI': '' }), false);
});
