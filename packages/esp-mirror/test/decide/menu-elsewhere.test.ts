import t from 'tap';
import { hasMenuElsewhere } from '../../src/decide/menu-elsewhere.ts';
import { modelTree } from './model.ts';

const cases: readonly (readonly [files: Readonly<Record<string, string>>, isElsewhere: boolean])[] = [
  [{}, false],
  [
    { 'EFI/BOOT/BOOTX64.EFI': 'MZ', 'EFI/systemd/systemd-bootx64.efi': 'MZ', 'loader/loader.conf': 'x' },
    false,
  ],
  [{ 'EFI/Microsoft/Boot/bootmgfw.efi': 'MZ' }, false],
  [{ 'EFI/Linux/a.efi': 'MZ' }, false],
  [{ 'EFI/debian/grubx64.efi': 'MZ' }, true],
  [{ 'EFI/debian/grubx64.efi': '' }, false],
  [{ 'EFI/nixos/abc-linux-6.12-bzImage.efi': 'MZ' }, false],
  [{ 'EFI/fedora/shim.efi': 'MZ' }, true],
  [{ 'grub/grub.cfg': 'x' }, true],
  [{ 'EFI/BOOT/BOOTX64.EFI': 'MZ', 'limine.conf': 'x' }, true],
  [{ 'EFI/BOOT/refind.conf': 'x' }, true],
];

t.test('whether what is booted may be listed elsewhere', async (t) => {
  for (const [files, isElsewhere] of cases) {
    const tree = modelTree(new Map(Object.entries(files)));
    t.equal(hasMenuElsewhere(tree, { hasXbootldr: false }), isElsewhere, Object.keys(files).join(' '));
    t.equal(hasMenuElsewhere(tree, { hasXbootldr: true }), true);
  }
});
