import { foldPath } from '@twinroot/lib-fat';
import type { Image } from '@twinroot/lib-uki';
import { classOf } from './path-class.ts';

/**
 * Whether a file is a program that is started or loaded although no entry names it: a boot loader, or an add-on that the stubs of
 * all unified kernel images load.
 *
 * Source: UEFI 2.10, section 3.5.1.1; systemd-stub(7), "Companion Files".
 */
export function isLoaderProgram(path: string): boolean {
  const key = foldPath(path);
  if (!key.endsWith('.EFI')) return false;
  return classOf(key) === 'loader' || /^LOADER\/ADDONS\/[^/]+\.EFI$/.test(key);
}

/**
 * Why such a program must not take the place of what a mirror has, as a clause: it is truncated, or is no program where the
 * mirror's is one. Null when it may: of what is no PE image on either side nothing is known.
 *
 * @param source null: its head cannot be read
 * @param mirror null: there is none
 */
export function faultOfProgram(source: Image | null, mirror: Image | null): string | null {
  if (source === null) return null;
  if (source.isCut) return 'is truncated';
  return !source.pe && mirror?.pe === true && !mirror.isCut ? 'is not a PE image' : null;
}
