import { type BlockDevice, partitionNumber } from '@twinroot/lib-blockdev';
import { whyNoEfivars } from '@twinroot/lib-efivar';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { runTool } from '@twinroot/lib-tool';
import { findOption, orderWith, programToStart } from '../decide/boot-menu.ts';
import { programsOn } from '../gather/programs-on.ts';
import { readBootMenu } from '../gather/read-boot-menu.ts';

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
 * Lets the firmware boot an ESP, by efibootmgr(8). An option that it has for it already stays as it is, and is not written
 * again: NVRAM wears. The new one is read back.
 *
 * @throws {ToolError} EXIT with what efibootmgr reported, ENOENT without it
 * @throws {Error} when the device is not a partition
 */
export async function registerBootOption(sysroot: string, wanted: WantedOption): Promise<Registration> {
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
    const program = programToStart(before, programsOn(esp));
    if (program === null) return { kind: 'skipped', reason: 'there is no program that firmware could start' };
    await create(device, label, program);
  }
  const after = readBootMenu(sysroot);
  const added = findOption(after, partuuid);
  if (!added) return refused('the firmware did not keep the boot entry');
  const order = orderWith(after, added.number, first);
  if (order.join() === after.order.join()) return { kind: known ? 'present' : 'added' };
  await runTool('efibootmgr', ['--quiet', '--bootorder', order.join()]);
  return { kind: 'added' };
}

async function create(device: BlockDevice, label: string, program: string): Promise<void> {
  const number = partitionNumber(device);
  if (device.disk === null || number === null) throw new Error(`${device.path} is not a partition of a disk`);
  const place = ['--disk', device.disk, '--part', number];
  await runTool('efibootmgr', ['--quiet', '--create-only', ...place, '--label', label, '--loader', program]);
}
