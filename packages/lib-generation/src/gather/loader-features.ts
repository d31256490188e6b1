import { loaderInterface, readEfiVariable, textValue } from '@twinroot/lib-efivar';

/** Bits of LoaderFeatures in the Boot Loader Interface: EFI_LOADER_FEATURE_BOOT_COUNTING, EFI_LOADER_FEATURE_ENTRY_ONESHOT. */
const [countingFeature, oneShotFeature] = [4, 8];

/**
 * Whether the boot loader that was used says that it knows LoaderEntryOneShot.
 *
 * @throws {EfivarError} READ, SHORT
 */
export function knowsOneShot(sysroot: string): boolean {
  const features = readEfiVariable(sysroot, 'LoaderFeatures', loaderInterface);
  return ((features?.value[0] ?? 0) & oneShotFeature) !== 0;
}

/**
 * Whether the boot loader that was used counts boots, and what it booted is then found good by systemd-bless-boot(8). One that says nothing
 * at all, as old rEFInds, does not; one that says who it is, and not what it can, is taken for one that does, if it may be systemd-boot.
 *
 * @throws {EfivarError} READ, SHORT, UTF16
 */
export function countsBoots(sysroot: string): boolean {
  const read = (name: string) => readEfiVariable(sysroot, name, loaderInterface);
  const features = read('LoaderFeatures');
  if (features !== null) return ((features.value[0] ?? 0) & countingFeature) !== 0;
  const info = read('LoaderInfo');
  if (info !== null) return textValue(info).startsWith('systemd-boot');
  return read('LoaderDevicePartUUID') !== null;
}
