import { loaderInterface, readEfiVariable, textValue } from '@twinroot/lib-efivar';
import type { Wishes } from '../decide/overriding.ts';

/** EFI_LOADER_FEATURE_ENTRY_ONESHOT of the Boot Loader Interface. */
const oneShotFeature = 8;

/**
 * What EFI variables say of which entry is booted.
 *
 * @throws {EfivarError} READ, SHORT, UTF16
 */
export function readWishes(sysroot: string): Omit<Wishes, 'preferredInConf'> {
  const read = (name: string) => {
    const variable = readEfiVariable(sysroot, name, loaderInterface);
    return variable === null ? null : textValue(variable);
  };
  return {
    preferred: read('LoaderEntryPreferred'),
    byDefault: read('LoaderEntryDefault'),
    last: read('LoaderEntryLastBooted'),
  };
}

/**
 * Whether the boot loader that was used says that it knows LoaderEntryOneShot.
 *
 * @throws {EfivarError} READ, SHORT
 */
export function knowsOneShot(sysroot: string): boolean {
  const features = readEfiVariable(sysroot, 'LoaderFeatures', loaderInterface);
  return ((features?.value[0] ?? 0) & oneShotFeature) !== 0;
}
