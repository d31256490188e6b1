import { type BootMenu, type BootOption, foldedFile } from './boot-menu.ts';
import { bootedLoader } from './booted-loader.ts';
import type { Deed } from './deeds.ts';

/**
 * The options of partitions that left a set: those that start there what the machine was booted by, and those that were made for
 * them. What else is on them, another system say, keeps its own.
 *
 * @param left PARTUUIDs, in lower case
 * @param members PARTUUIDs of those that stay
 */
export function leavingOptions(
  menu: Pick<BootMenu, 'options' | 'current'>,
  left: readonly string[],
  members: readonly string[],
  deeds: readonly Deed[],
): readonly BootOption[] {
  const booted = bootedLoader(menu, members)?.file ?? null;
  return menu.options.filter(({ number, partuuid, file }) => {
    if (partuuid === null || file === null || !left.includes(partuuid) || number === menu.current)
      return false;
    const isSame = (other: string) => foldedFile(other) === foldedFile(file);
    const wasMade = deeds.some((deed) => deed.partuuid === partuuid && isSame(deed.file));
    return wasMade || (booted !== null && isSame(booted));
  });
}
