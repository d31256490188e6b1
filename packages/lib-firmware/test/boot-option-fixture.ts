import type { BootMenu, BootOption } from '../src/decide/boot-menu.ts';

/** An option as firmware has it, active and without data, unless something else is given. */
export function bootOption(
  number: string,
  partuuid: string | null,
  file: string | null,
  more: Partial<BootOption> = {},
): BootOption {
  const usual = { label: `option ${number}`, isActive: true, optionalData: new Uint8Array() };
  return { number, partuuid, file, ...usual, ...more };
}

/** A menu of options, of which the first was booted, in their order, unless something else is given. */
export function bootMenu(options: readonly BootOption[], more: Partial<BootMenu> = {}): BootMenu {
  const numbers = options.map(({ number }) => number);
  return { options, taken: numbers, order: numbers, current: numbers[0] ?? null, next: null, ...more };
}
