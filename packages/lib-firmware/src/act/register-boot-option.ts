import type { BlockDevice } from '@twinroot/lib-blockdev';
import { whyNoEfivars } from '@twinroot/lib-efivar';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { readPartitionPlace } from '@twinroot/lib-machine';
import { type BootMenu, findOption, freeNumbers, orderWith, programToStart } from '../decide/boot-menu.ts';
import { programsOn } from '../gather/programs-on.ts';
import { readBootMenu } from '../gather/read-boot-menu.ts';
import { createBootOption, writeBootOrder } from './write-boot-menu.ts';

/** The option that the firmware should have for an ESP. */
export interface WantedOption {
  /** Where the ESP is reached, and what it is on. */
  readonly esp: string;
  readonly device: BlockDevice;
  /** What the firmware's menu shows. */
  readonly label: string;
  /** Whether it comes first in BootOrder; else it comes behind what was booted. */
  readonly first: boolean;
}

/** What came of it. */
export type Registration =
  | { readonly kind: 'present' }
  | { readonly kind: 'added' }
  /** The firmware has nothing to write to, or the ESP nothing to start. */
  | { readonly kind: 'skipped'; readonly reason: string }
  | Refusal;

/**
 * Lets the firmware boot an ESP. An option that it has for it already stays as it is, and is not written again: NVRAM wears. The
 * new one is read back.
 *
 * @throws {EfivarError} when the variables cannot be read or written
 * @throws {Error} when the device is not a partition of a GPT
 */
export function registerBootOption(sysroot: string, wanted: WantedOption): Registration {
  const { esp, device, label, first } = wanted;
  const partuuid = device.partuuid ?? '';
  if (whyNoEfivars(sysroot) !== null || sysroot !== '/')
    return {
      kind: 'skipped',
      reason: 'there are no EFI variables here: the firmware will find it by its removable-media path',
    };
  const before = readBootMenu(sysroot);
  const known = findOption(before, partuuid);
  if (!known) {
    const file = programToStart(before, programsOn(esp));
    if (file === null) return { kind: 'skipped', reason: 'there is no program that firmware could start' };
    create(sysroot, before, { device, label, file });
  }
  const after = readBootMenu(sysroot);
  const added = findOption(after, partuuid);
  if (!added) return refused('the firmware did not keep the boot entry');
  const order = orderWith(after, added.number, first);
  if (order.join() === after.order.join()) return { kind: known ? 'present' : 'added' };
  writeBootOrder(sysroot, order);
  return { kind: 'added' };
}

function create(
  sysroot: string,
  menu: BootMenu,
  { device, label, file }: { readonly device: BlockDevice; readonly label: string; readonly file: string },
): void {
  const place = readPartitionPlace(sysroot, [device], device);
  if (place === null || device.partuuid === null)
    throw new Error(`${device.path} is not a partition of a disk`);
  const [number] = freeNumbers(menu, 1);
  if (number === undefined) throw new Error('all numbers of boot options are taken');
  const loader = { file, optionalData: new Uint8Array() };
  createBootOption(sysroot, { number, label, partuuid: device.partuuid, place, loader });
}
