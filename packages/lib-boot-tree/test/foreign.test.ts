import t from 'tap';
import { foreignFiles, placeOfForeign } from '../src/foreign.ts';
import { treeOf } from './tree-of.ts';

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';

t.test("what is another system's", async (t) => {
  const source = treeOf({
    'EFI/debian/grubx64.efi': 'MZ',
    'loader/entries/arch+3.conf': 'linux /linux\n',
    linux: 'MZ',
  });
  const cases: readonly (readonly [path: string, text: string, place: string | null])[] = [
    ['EFI/fedora/shimx64.efi', 'MZ', 'EFI/fedora/'],
    [`${other}/6.1/linux`, 'MZ', `${other}/`],
    [`loader/entries/${other}-6.1.conf`, '', `loader/entries/${other}-6.1.conf`],
    ['loader/entries/other.conf', `machine-id ${other}\n`, 'loader/entries/other.conf'],
    ['EFI/debian/old.efi', 'MZ', null],
    [`${own}/6.1/linux`, 'MZ', null],
    ['loader/entries/arch+0-3.conf', `machine-id ${other}\n`, null],
    [
      'loader/entries/suse.conf',
      `options quiet systemd.machine_id=${other} rw\n`,
      'loader/entries/suse.conf',
    ],
    ['loader/entries/mine.conf', `options systemd.machine_id=${own}\n`, null],
    ['EFI/Linux/fedora.efi', 'MZ os=fedora', 'EFI/Linux/fedora.efi'],
    ['EFI/Linux/arch.efi', 'MZ os=arch', null],
    ['EFI/Linux/x.efi', `MZ os=arch options=systemd.machine_id=${other}`, 'EFI/Linux/x.efi'],
    ['EFI/Linux/plain.efi', 'MZ', null],
    ['EFI/Microsoft/boot/bcd', '', null],
    ['old.img', '', null],
    ['linux', 'MZ', null],
  ];
  for (const [path, text, place] of cases) {
    const found = foreignFiles(source, treeOf({ [path]: text }), {
      ids: new Set([own]),
      osIds: new Set(['arch']),
    });
    t.strictSame(
      found.map((file) => placeOfForeign(file.path)),
      place === null ? [] : [place],
      path,
    );
  }
});

t.test('what an entry of another system names is its own', async (t) => {
  const source = treeOf({ 'loader/entries/a.conf': 'linux /ours\n', ours: 'MZ' });
  const mirror = treeOf({
    'loader/entries/suse.conf': `linux /suse/linux\ninitrd /initrd\noptions systemd.machine_id=${other}\n`,
    'suse/linux': 'MZ',
    initrd: 'x',
    ours: 'MZ',
    'EFI/Linux/s.efi': `MZ linux=\\nix\\k options=systemd.machine_id=${other}`,
    'nix/k': 'MZ',
  });
  const found = foreignFiles(source, mirror, { ids: new Set([own]), osIds: new Set() });
  t.strictSame(found.map(({ path }) => path).sort(), [
    'EFI/Linux/s.efi',
    'initrd',
    'loader/entries/suse.conf',
    'nix/k',
    'suse/linux',
  ]);
  t.strictSame([...new Set(found.map(({ path }) => placeOfForeign(path)))].sort(), [
    'EFI/Linux/s.efi',
    'initrd',
    'loader/entries/suse.conf',
    'nix/',
    'suse/',
  ]);
});

t.test('what to call the place of a file', async (t) => {
  const cases: readonly (readonly [path: string, place: string])[] = [
    ['EFI/fedora/fonts/x.pf2', 'EFI/fedora/'],
    ['suse/6.1/linux', 'suse/'],
    ['linux', 'linux'],
    ['loader/entries/x.conf', 'loader/entries/x.conf'],
    ['loader/loader.conf', 'loader/loader.conf'],
    ['efi/linux/x.efi.extra.d/a.cred', 'efi/linux/x.efi.extra.d/a.cred'],
    ['EFI/BOOT/grub.cfg', 'EFI/BOOT/grub.cfg'],
  ];
  for (const [path, place] of cases) t.equal(placeOfForeign(path), place, path);
});

t.test('an entry that boots another volume is another system, with what only it names', async (t) => {
  const source = treeOf({
    'loader/entries/a.conf': 'linux /ours\noptions root=UUID=aa\n',
    ours: 'MZ',
    ucode: 'x',
  });
  const mirror = treeOf({
    'loader/entries/b.conf': 'linux /theirs\ninitrd /ucode\ninitrd /b.img\noptions root=UUID=bb\n',
    'loader/entries/old.conf': 'linux /old\noptions root=UUID=aa\n',
    ...{ theirs: 'MZ', ucode: 'x', 'b.img': 'x', old: 'MZ' },
  });
  const found = foreignFiles(source, mirror, { ids: new Set([own]), osIds: new Set() });
  t.strictSame(found.map(({ path }) => path).sort(), ['b.img', 'loader/entries/b.conf', 'theirs']);
});
