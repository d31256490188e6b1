import { loaderInterface, readEfiVariable, textValue } from '@twinroot/lib-efivar';
import type { Chosen } from '../decide/held-entry.ts';
import type { Wishes } from '../decide/overriding.ts';

/**
 * What EFI variables say of which entry is booted.
 *
 * @throws {EfivarError} READ, SHORT, UTF16
 */
export function readWishes(sysroot: string): Omit<Wishes, 'preferredInConf'> & Pick<Chosen, 'selected'> {
  const read = (name: string) => {
    const variable = readEfiVariable(sysroot, name, loaderInterface);
    return variable === null ? null : textValue(variable);
  };
  return {
    once: read('LoaderEntryOneShot'),
    preferred: read('LoaderEntryPreferred'),
    byDefault: read('LoaderEntryDefault'),
    last: read('LoaderEntryLastBooted'),
    selected: read('LoaderEntrySelected'),
  };
}
