import type { BootMenu, BootOption } from '../decide/boot-menu.ts';
import { deleteBootNext, deleteBootOption, writeBootOrder } from './write-boot-menu.ts';

/**
 * Takes options out of the firmware: out of BootOrder and BootNext first, so that neither names what is no longer there.
 *
 * @throws {EfivarError} NO_ROOM, WRITE, READ
 */
export function forgetOptions(
  sysroot: string,
  { order, next }: Pick<BootMenu, 'order' | 'next'>,
  options: readonly BootOption[],
): void {
  const numbers = options.map(({ number }) => number);
  const left = order.filter((number) => !numbers.includes(number));
  if (left.length !== order.length) writeBootOrder(sysroot, left);
  if (next !== null && numbers.includes(next)) deleteBootNext(sysroot);
  for (const number of numbers) deleteBootOption(sysroot, number);
}
