import t from 'tap';
import { classOf, isProtected } from '../src/path-class.ts';

const id = '00112233445566778899aabbccddeeff';

t.test('what a file is', async (t) => {
  const cases: readonly (readonly [path: string, of: ReturnType<typeof classOf>])[] = [
    ['loader/entries/a.conf', 'entry'],
    ['LOADER/ENTRIES/A.CONF', 'entry'],
    ['loader/entries/a+3.conf', 'entry'],
    ['EFI/Linux/a.efi', 'entry'],
    ['loader/entries/a.conf.bak', 'payload'],
    ['loader/entries/.a.conf', 'payload'],
    ['loader/entries/auto-a.conf', 'payload'],
    ['loader/entries/sub/a.conf', 'payload'],
    ['loader/entries/a.efi', 'payload'],
    ['entries/a.conf', 'payload'],
    ['EFI/Linux/a.efi.extra.d/b.addon.efi', 'payload'],
    ['EFI/Linux/a.conf', 'payload'],
    ['EFI/BOOT/BOOTX64.EFI', 'loader'],
    ['EFI/systemd/systemd-bootx64.efi', 'loader'],
    ['EFI/debian/grubx64.efi', 'loader'],
    ['EFI/debian/grub.cfg', 'payload'],
    ['shellx64.efi', 'payload'],
    ['loader/loader.conf', 'config'],
    ['loader/entries.srel', 'config'],
    ['vmlinuz-linux', 'payload'],
    [`${id}/6.1/linux`, 'payload'],
  ];
  for (const [path, of] of cases) t.equal(classOf(path), of, path);
});

t.test("each partition's own", async (t) => {
  for (const path of [
    'loader/random-seed',
    'Loader/RANDOM-SEED',
    'System Volume Information/x',
    '$RECYCLE.BIN',
    'EFI/Microsoft',
    'efi/microsoft/boot/bcd',
    'EFI/UpdateCapsule',
    'EFI/UpdateCapsule/fwupd-697bd920-12cf-4da9-8385-996909bc6559.cap',
    'EFI/debian/fw',
    'efi/Debian/FW/fwupd-697bd920-12cf-4da9-8385-996909bc6559.cap',
  ])
    t.equal(isProtected(path), true, path);
  for (const path of ['loader', 'EFI', 'EFI/MicrosoftX', 'random-seed', 'loader/random-seed.bak'])
    t.equal(isProtected(path), false, path);
  t.equal(isProtected('loader/.#bootctlrandom-seed3f9b0c12d4e5a678'), true, 'the seed while it is written');
  t.equal(isProtected('loader/entries/.#bootctlrandom-seed3f9b'), false);
  for (const path of [
    'EFI/debian',
    'EFI/debian/fwupdx64.efi',
    'EFI/fw',
    'EFI/a/b/fw',
    'UpdateCapsule',
    'EFI/UpdateCapsules',
  ])
    t.equal(isProtected(path), false, path);
});
