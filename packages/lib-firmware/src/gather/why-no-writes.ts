import { join } from 'node:path';
import { isReadOnly } from '@twinroot/lib-durable';
import { efivars, whyNoEfivars } from '@twinroot/lib-efivar';
import { noEfivars } from '../decide/unknown-boot.ts';

/** Why the boot options of the machine below `sysroot` cannot be written, as a clause; null when they can. */
export function whyNoWrites(sysroot: string): string | null {
  const missing = whyNoEfivars(sysroot);
  if (missing !== null) return noEfivars[missing];
  return isReadOnly(join(sysroot, efivars))
    ? 'the EFI variables are mounted read-only at /sys/firmware/efi/efivars'
    : null;
}
