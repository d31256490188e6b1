import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { type BlockDevice, deviceOfPath } from '@twinroot/lib-blockdev';
import { failed, wrong } from '@twinroot/lib-command';
import { findDevice, type Machine } from '@twinroot/lib-machine';
import { realPathBelow } from '@twinroot/lib-sysroot';

/** A disk that gets partitions, or a partition that was named itself. */
export interface Target {
  readonly kind: 'disk' | 'partition' | 'image';
  /** As the user named it. */
  readonly name: string;
  /** The disk: its node, or the file of an image. */
  readonly disk: string;
  /** Its size, and that of its sectors, in bytes. */
  readonly size: number;
  readonly sectorSize: number;
  /** null for an image. */
  readonly device: BlockDevice | null;
  /** Where a partition begins on its disk, in bytes. */
  readonly start: number;
}

/**
 * What an operand names: a disk, a partition, or a regular file, which is an image of a disk with sectors of 512 bytes. Sizes are
 * those of sysfs, where `size` and `start` are in units of 512 bytes (Linux Documentation/ABI/stable/sysfs-block).
 *
 * @throws {CommandError} status 1 for what is not there, 2 for what is no disk
 */
export function findTarget(machine: Machine, name: string): Target {
  if (!name.startsWith('/')) throw wrong(`${name} is not an absolute path`);
  const device = findDevice(machine.sysroot, machine.devices, name);
  if (device) {
    if (!machine.live)
      throw failed(`the machine below ${machine.sysroot} is not running, so ${name} cannot be looked at`);
    return targetOf(machine, device, name);
  }
  const file = join(machine.sysroot, realPathBelow(machine.sysroot, name).path);
  const stat = statOf(file, name);
  if (!stat.isFile()) throw wrong(`${name} is neither a disk nor a partition`);
  return { kind: 'image', name, disk: file, size: stat.size, sectorSize: 512, device: null, start: 0 };
}

function targetOf({ devices }: Machine, device: BlockDevice, name: string): Target {
  const isPart = device.type === 'part';
  const whole = isPart ? deviceOfPath(devices, device.disk ?? '') : device;
  if (!whole) throw failed(`${name} is a partition of several disks`);
  const disk = sysfsOf(whole);
  return {
    kind: isPart ? 'partition' : 'disk',
    name,
    disk: whole.path,
    size: numberIn(join(disk, 'size')) * 512,
    sectorSize: numberIn(join(disk, 'queue/logical_block_size')),
    device,
    start: isPart ? startOf(device) : 0,
  };
}

/** Where a partition begins on its disk, in bytes. */
export function startOf(device: Pick<BlockDevice, 'majmin'>): number {
  return numberIn(join(sysfsOf(device), 'start')) * 512;
}

/** The directory of a device in sysfs. */
export function sysfsOf({ majmin }: Pick<BlockDevice, 'majmin'>): string {
  return join('/sys/dev/block', majmin);
}

/** A file of sysfs with a number in it. */
export function numberIn(file: string): number {
  const text = readFileSync(file, 'utf8').trim();
  if (!/^\d{1,15}$/.test(text)) throw failed(`${file} does not hold a number`);
  return Number(text);
}

function statOf(file: string, name: string) {
  try {
    return statSync(file);
  } catch (cause) {
    throw failed(`cannot look at ${name}`, { cause });
  }
}
