import t from 'tap';
import { faultOfProgram, isLoaderProgram } from '../src/loader-program.ts';
import { imageOf } from './image-of.ts';

t.test('programs that no entry has to name', async (t) => {
  for (const [path, isOne] of [
    ['EFI/BOOT/BOOTX64.EFI', true],
    ['efi/debian/shimx64.efi', true],
    ['loader/addons/x.addon.efi', true],
    ['EFI/Linux/arch.efi', false],
    ['EFI/Linux/arch.efi.extra.d/x.addon.efi', false],
    ['EFI/BOOT/grub.cfg', false],
    ['vmlinuz', false],
  ] as const)
    t.equal(isLoaderProgram(path), isOne, path);
});

t.test('what must not take the place of a whole one', async (t) => {
  const cases: readonly (readonly [source: string | null, mirror: string | null, isFault: boolean])[] = [
    ['MZ 2', 'MZ 1', false],
    ['MZ 2', null, false],
    ['MZ cut', 'MZ 1', true],
    ['MZ cut', 'MZ cut', true],
    ['MZ cut', null, true],
    ['', 'MZ 1', true],
    ['zeros', 'MZ 1', true],
    ['zeros', 'MZ cut', false],
    ['zeros', 'text', false],
    ['zeros', null, false],
    [null, 'MZ 1', false],
  ];
  for (const [source, mirror, isFault] of cases) {
    const fault = faultOfProgram(
      source === null ? null : imageOf(source),
      mirror === null ? null : imageOf(mirror),
    );
    t.equal(fault !== null, isFault, JSON.stringify([source, mirror]));
  }
});
