import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BlockDevice, partitionNumber } from '@twinroot/lib-blockdev';
import {
  decodeLoadOption,
  EfivarError,
  efiGlobalVariable,
  fileOf,
  hardDriveOf,
  listEfiVariables,
  numberValue,
  readEfiVariable,
  whyNoEfivars,
} from '@twinroot/lib-efivar';
import { runTool } from '@twinroot/lib-tool';
import type { Done } from './done.ts';
import { type BootOption, type Firmware, optionOfClone, orderWith, programOfClone } from './firmware.ts';

/** What the firmware is to have. */
export interface WantedOption {
  /** Where the clone's ESP is reached, and what it is on. */
  readonly esp: string;
  readonly device: BlockDevice;
  readonly label: string;
  readonly first: boolean;
}

/**
 * Lets the firmware boot the clone, behind what was booted or first. An option that it has already stays as it is.
 *
 * @throws {ToolError} EXIT with what efibootmgr said, ENOENT without it
 */
export async function addBootOption(sysroot: string, wanted: WantedOption): Promise<Done> {
  const { device, label, first } = wanted;
  if (whyNoEfivars(sysroot) !== null || sysroot !== '/')
    return {
      state: 'skipped',
      why: 'there are no EFI variables here: the firmware will find the clone by its removable-media path',
    };
  const before = readFirmware(sysroot, wanted);
  const known = optionOfClone(before);
  if (!known) {
    const program = programOfClone(before);
    if (program === undefined)
      return { state: 'skipped', why: 'there is no program that firmware could start' };
    const number = partitionNumber(device);
    if (device.disk === null || number === null)
      throw new Error(`${device.path} is not a partition of a disk`);
    const place = ['--disk', device.disk, '--part', number];
    await runTool('efibootmgr', [
      '--quiet',
      '--create-only',
      ...place,
      '--label',
      label,
      '--loader',
      program,
    ]);
  }
  const after = readFirmware(sysroot, wanted);
  const added = optionOfClone(after);
  if (!added) return { state: 'failed', why: 'the firmware did not keep the boot entry' };
  const order = orderWith(after, added.number, first);
  if (order.join() === after.order.join()) return { state: known ? 'same' : 'done' };
  await runTool('efibootmgr', ['--quiet', '--bootorder', order.join()]);
  return { state: 'done' };
}

function readFirmware(sysroot: string, { esp, device }: WantedOption): Firmware {
  const read = (name: string) => readEfiVariable(sysroot, name, efiGlobalVariable);
  const [current, order] = [read('BootCurrent'), read('BootOrder')];
  return {
    options: listEfiVariables(sysroot, efiGlobalVariable).flatMap((name) => bootOption(sysroot, name)),
    order: order === null ? [] : numbersIn(order.value),
    current: current && hexadecimal(numberValue(current)),
    partuuid: device.partuuid ?? '',
    programs: programsBelow(join(esp, 'EFI')),
  };
}

/** One that does not decode is some other system's, and none of ours. */
function bootOption(sysroot: string, name: string): readonly BootOption[] {
  const number = /^Boot([0-9A-F]{4})$/.exec(name)?.[1];
  const variable = number === undefined ? null : readEfiVariable(sysroot, name, efiGlobalVariable);
  if (number === undefined || variable === null) return [];
  try {
    const { path } = decodeLoadOption(variable);
    const partuuid = hardDriveOf(name, path)?.partuuid ?? null;
    return partuuid === null ? [] : [{ number, partuuid, file: fileOf(path) }];
  } catch (error) {
    if (error instanceof EfivarError) return [];
    throw error;
  }
}

/** BootOrder: 16-bit numbers (UEFI 2.10, 3.3). */
function numbersIn(value: Uint8Array): readonly string[] {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: Math.floor(value.length / 2) }, (_, index) =>
    hexadecimal(view.getUint16(index * 2, true)),
  );
}

function hexadecimal(number: number): string {
  return number.toString(16).toUpperCase().padStart(4, '0');
}

function programsBelow(efi: string): readonly string[] {
  if (!existsSync(efi)) return [];
  return readdirSync(efi, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(efi, name))
        .filter((file) => /\.efi$/i.test(file))
        .map((file) => `\\EFI\\${name}\\${file}`),
    );
}
