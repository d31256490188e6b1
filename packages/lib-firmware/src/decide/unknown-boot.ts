import type { NoEfivars } from '@twinroot/lib-efivar';
import type { Booted } from './booted.ts';

/** Why nobody can tell what was booted. */
export interface UnknownBoot {
  readonly reason: string;
  /** Nothing failed: this machine does not tell. */
  readonly isAnswer: boolean;
  /** What is missing may still be mounted. */
  readonly mayChange: boolean;
}

/** Why there are no EFI variables, as clauses. */
export const noEfivars: Readonly<Record<NoEfivars, string>> = {
  bios: 'not booted by UEFI (there is no /sys/firmware/efi)',
  container: 'this is a container, which has no EFI variables',
  'not-mounted': 'booted by UEFI, but efivarfs is not mounted at /sys/firmware/efi/efivars',
  'no-sysfs': '/sys is not mounted, so the EFI variables cannot be read',
};

/** @param missing why there are no EFI variables; null when there are some */
export function unknownBoot(
  { isBroken, why }: Extract<Booted, { kind: 'unknown' }>,
  missing: NoEfivars | null,
): UnknownBoot {
  return {
    reason: `cannot determine what was booted: ${missing === null ? why : noEfivars[missing]}`,
    isAnswer: !isBroken,
    mayChange: missing === 'not-mounted' || missing === 'no-sysfs',
  };
}
