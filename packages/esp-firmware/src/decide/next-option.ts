import { type Refusal, refused } from '@twinroot/lib-failure';
import { type BootMenu, type BootOption, optionsOf, shownFile } from '@twinroot/lib-firmware';

/** What BootNext is given. */
export interface NextOption {
  readonly kind: 'next';
  readonly option: BootOption;
  /** BootNext names it already. */
  readonly waits: boolean;
}

/**
 * The option by which a member boots once. It is in BootOrder, so that nothing is tried that firmware would not try without being
 * asked; and nobody else is waiting for the next boot: an update of the firmware may be.
 */
export function nextOption(menu: BootMenu, partuuid: string, file: string): NextOption | Refusal {
  const there = optionsOf(menu, partuuid, file);
  const [option] = there
    .filter(({ number }) => menu.order.includes(number))
    .toSorted((a, b) => menu.order.indexOf(a.number) - menu.order.indexOf(b.number));
  if (option === undefined) {
    const what =
      there.length === 0 ? `no boot option for ${shownFile(file)}` : 'a boot option, but not in BootOrder';
    return refused(`${partuuid} has ${what}: esp-which | esp-firmware sees to it`);
  }
  if (!option.isActive) return refused(`Boot${option.number} of ${partuuid} is switched off`);
  if (menu.next === null || menu.next === option.number)
    return { kind: 'next', option, waits: menu.next !== null };
  return refused(`Boot${menu.next} is to be booted next already, which somebody else asked for (BootNext)`);
}
