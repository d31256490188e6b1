import t from 'tap';
import { excluder } from '../../src/decide/exclude.ts';
import { isAwaited, unlikeMirror, unsteadinessOf, writtenNotes } from '../../src/decide/written-files.ts';
import { modelTree, plainPolicy } from './model.ts';

const tree = (files: Record<string, string>) => modelTree(new Map(Object.entries(files)));
const text = 'linux /linux\ninitrd /initrd\n';
const source = tree({
  linux: 'MZ 2',
  initrd: '1',
  'initrd.tmp': '1',
  'grub.cfg': '2',
  'loader/entries/a.conf': text,
  'loader/entries/b.conf': 'linux /other\n',
  'loader/addons/a.addon.efi': 'MZ',
  'loader/random-seed': 'x',
  'TWIN0001.TMP': 'x',
  'EFI/Linux/u.efi': 'MZ',
  'EFI/BOOT/BOOTX64.EFI': 'MZ',
});
const mirror = tree({
  LINUX: 'MZ 1',
  initrd: '1',
  'grub.cfg': '1',
  'loader/entries/c.conf': 'linux /linux\ndevicetree /board.dtb\n',
});

t.test('what the mirror has not as it is on the source', async (t) => {
  const unlike = (more: Partial<typeof plainPolicy> = {}) =>
    [...unlikeMirror(source, mirror, { ...plainPolicy, ...more })].sort();
  t.strictSame(unlike(), [
    'EFI/BOOT/BOOTX64.EFI',
    'EFI/Linux/u.efi',
    'grub.cfg',
    'initrd.tmp',
    'linux',
    'loader/addons/a.addon.efi',
    'loader/entries/a.conf',
    'loader/entries/b.conf',
  ]);
  t.notOk(unlike({ scope: 'loader' }).includes('grub.cfg'));
  t.ok(unlike({ scope: 'loader' }).includes('linux'), 'an entry names it');
  t.notOk(unlike({ isExcluded: excluder(['EFI']) }).includes('EFI/Linux/u.efi'));
});

t.test('what something depends on', async (t) => {
  for (const path of [
    'linux',
    'initrd',
    'other',
    'board.dtb',
    'grub.cfg',
    'EFI/Linux/u.efi',
    'loader/entries/a.conf',
    'loader/loader.conf',
    'loader/credentials/a.cred',
    'EFI/BOOT/BOOTX64.EFI',
    'EFI/new/grubx64.efi',
  ])
    t.ok(isAwaited(path, source, mirror), path);
  for (const path of ['initrd.tmp', 'initrd-new.img', 'EFI/Linux/u.efi.new', 'notes.txt'])
    t.notOk(isAwaited(path, source, mirror), path);
});

t.test('entries that are not steady', async (t) => {
  const [a, b, image] = source.menu;
  if (!image || !a || !b) throw new Error('three entries are due');
  const written = new Map([['INITRD', 'is being written']]);
  t.equal(unsteadinessOf(a, written), 'names initrd, which is being written');
  t.equal(unsteadinessOf(b, written), null);
  t.equal(unsteadinessOf(b, new Map([['LOADER/ENTRIES/B.CONF', 'is being written']])), 'is being written');
  t.equal(unsteadinessOf(image, new Map([['EFI/LINUX/U.EFI', 'changed']])), 'changed');
  for (const entry of source.menu) t.equal(unsteadinessOf(entry, new Map()), null);
});

t.test('what is said of other files', async (t) => {
  const keys = ['GRUB.CFG', 'INITRD', 'INITRD.TMP', 'EFI/BOOT/BOOTX64.EFI', 'EFI/LINUX/U.EFI', 'GONE'];
  const written = new Map(keys.map((key) => [key, 'is being written']));
  const notes = writtenNotes(source, mirror, written, () => true);
  t.strictSame(
    notes.map(({ kind, path }) => [kind, path]),
    [
      ['kept', 'grub.cfg'],
      ['kept', 'EFI/BOOT/BOOTX64.EFI'],
    ],
    'but for entries, what they name, and what nothing depends on',
  );
  t.strictSame(
    writtenNotes(source, mirror, written, () => false),
    [],
  );
  t.strictSame(
    writtenNotes(source, mirror, new Map(), () => true),
    [],
  );
});
