import t from 'tap';
import { machineIdOf, ownIdsOf, vendorOf } from '../src/path-owner.ts';

const id = '00112233445566778899aabbccddeeff';

t.test('the vendor that a path belongs to', async (t) => {
  const cases: readonly (readonly [path: string, vendor: string | null])[] = [
    ['EFI/debian/grub.cfg', 'DEBIAN'],
    ['efi/Debian', 'DEBIAN'],
    ['EFI/BOOT/BOOTX64.EFI', null],
    ['EFI/Linux/a.efi', null],
    ['EFI/systemd/x.efi', null],
    ['EFI', null],
    ['loader/entries/a.conf', null],
    ['other/debian/x', null],
  ];
  for (const [path, vendor] of cases) t.equal(vendorOf(path), vendor, path);
});

t.test('the machine that a path belongs to', async (t) => {
  const cases: readonly (readonly [path: string, machine: string | null])[] = [
    [`${id}/6.1/linux`, id],
    [`${id.toUpperCase()}/6.1/linux`, id],
    [id, id],
    [`loader/entries/${id}-6.1.conf`, id],
    [`EFI/Linux/${id}-6.1.efi`, id],
    [`loader/entries/${id}-6.1+3.conf`, id],
    [`loader/entries/${id}.conf`, null],
    [`sub/${id}/linux`, null],
    [`${id}0/linux`, null],
    ['arch/6.1/linux', null],
    ['loader/entries/arch.conf', null],
  ];
  for (const [path, machine] of cases) t.equal(machineIdOf(path), machine, path);
});

t.test('ids of a machine', async (t) => {
  const cases: readonly (readonly [texts: readonly (string | null)[], ids: readonly string[]])[] = [
    [
      [`${id}\n`, 'arch\n'],
      [id, 'arch'],
    ],
    [[`${id.toUpperCase()}\n`, null], [id]],
    [[`${id}\n`, `${id}\n`], [id]],
    [['uninitialized\n', 'Debian\n'], ['debian']],
    [['', ' \n'], []],
    [[null, null], []],
  ];
  for (const [texts, ids] of cases) t.strictSame([...ownIdsOf(texts)], ids, JSON.stringify(texts));
});
