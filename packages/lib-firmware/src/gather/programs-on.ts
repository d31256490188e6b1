import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '@twinroot/lib-sysroot';

/**
 * The programs in the directories of an ESP's EFI directory, as firmware names them: `\EFI\BOOT\BOOTX64.EFI`.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export function programsOn(esp: string): readonly string[] {
  const efi = join(esp, 'EFI');
  return namesIn(efi)
    .filter((name) => lstatSync(join(efi, name)).isDirectory())
    .flatMap((name) =>
      namesIn(join(efi, name))
        .filter((file) => /\.efi$/i.test(file))
        .map((file) => `\\EFI\\${name}\\${file}`),
    );
}
