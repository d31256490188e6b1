import { readBootMenu } from '@twinroot/lib-firmware';

/**
 * The programs that boot options of the firmware name, by the PARTUUID of their partition: paths below its root. None where the
 * firmware does not tell.
 *
 * @throws {EfivarError} when BootCurrent or BootOrder is malformed
 */
export function readStarted(sysroot: string): (partuuid: string) => readonly string[] {
  const { options } = readBootMenu(sysroot);
  return (partuuid) =>
    options.flatMap((option) =>
      option.partuuid === partuuid && option.file !== null ? [pathOf(option.file)] : [],
    );
}

/** `\\EFI\\debian\\shimx64.efi` as a path below the root of its partition. */
function pathOf(file: string): string {
  return file
    .split('\\')
    .filter((name) => name !== '')
    .join('/');
}
