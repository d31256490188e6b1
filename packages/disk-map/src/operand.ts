import { normalize } from 'node:path/posix';
import { type BlockDevice, deviceOfPath } from '@twinroot/lib-blockdev';
import { isSame, type Machine, type Machines, partitionsOf } from './machine.ts';

/** Device types of lsblk that can have a partition table. */
const diskTypes: readonly string[] = ['disk', 'loop', 'mpath'];
/** What a file system can lie in beside partitions. */
const volumeTypes = /^(part|crypt|lvm|dm|linear|raid\d+)$/;

/** A path without doubled slashes, dots and a slash at its end. */
export function plainPath(given: string): string {
  return normalize(given).replace(/(?<=.)\/$/, '');
}

/**
 * The device that an operand names: by its node, by a link to that or by where it is mounted. A text says why there
 * is none.
 */
export function findDevice(machine: Machine, given: string): BlockDevice | string {
  if (!given.startsWith('/'))
    return `${given} is not an absolute path: expected a device node or a mount point`;
  const path = plainPath(given);
  const device = deviceOfPath(machine.devices, machine.names?.get(path) ?? path);
  if (device) return device;
  if (path.startsWith('/dev/')) return `${given}: there is no such block device`;
  if (machine.names === null)
    return `${given}: unknown where OLD is mounted: run its lsblk with the column MOUNTPOINTS`;
  return `${given}: no block device is mounted there`;
}

/** Whether a device is paired as a disk, with all its partitions, or as one volume; null when it can be neither. */
export function sortOf(machine: Machine, device: BlockDevice): 'disk' | 'volume' | null {
  if (partitionsOf(machine, device).length > 0) return 'disk';
  if (diskTypes.includes(device.type)) return device.fstype === null ? 'disk' : 'volume';
  return volumeTypes.test(device.type) ? 'volume' : null;
}

/** Why two devices cannot be paired; undefined when they can. */
export function whyNoPair(machines: Machines, old: BlockDevice, fresh: BlockDevice): string | undefined {
  if (isSame(machines, old, fresh)) return `OLD and NEW are both ${old.path}`;
  const [oldSort, newSort] = [sortOf(machines.old, old), sortOf(machines.new, fresh)];
  const odd = oldSort === null ? old : newSort === null ? fresh : undefined;
  if (odd) return `${odd.path} is neither a disk nor a partition, but '${odd.type}'`;
  if (oldSort === newSort) return undefined;
  const [disk, volume] = oldSort === 'disk' ? [old, fresh] : [fresh, old];
  return `${disk.path} is a disk and ${volume.path} is not: name two disks, or two partitions`;
}
