import { type BootMenu, readBootMenu } from '@twinroot/lib-firmware';

/**
 * The programs that boot options of the firmware name, by the PARTUUID of their partition: paths below its root. None where the
 * firmware does not tell. It is asked when somebody wants to know, and once: reading all its variables takes its time.
 *
 * @throws {EfivarError} from the function that it gives, when BootCurrent or BootOrder is malformed
 */
export function readStarted(sysroot: string): (partuuid: string) => readonly string[] {
  let menu: BootMenu | null = null;
  return (partuuid) => {
    menu ??= readBootMenu(sysroot);
    return menu.options.flatMap((option) =>
      option.partuuid === partuuid && option.file !== null ? [pathOf(option.file)] : [],
    );
  };
}

/** `\\EFI\\debian\\shimx64.efi` as a path below the root of its partition. */
function pathOf(file: string): string {
  return file
    .split('\\')
    .filter((name) => name !== '')
    .join('/');
}
