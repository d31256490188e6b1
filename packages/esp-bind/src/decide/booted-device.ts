import type { BlockDevice } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { espMountOptions } from '@twinroot/lib-fat';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import { faultOfPartition, partitionOfMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';

/** What is mounted for a booted member: its partition, or the array over it, which mirrors itself. */
export interface BootedDevice {
  readonly kind: 'found';
  readonly device: BlockDevice;
  /** For mount(8). */
  readonly fstype: string;
  readonly options: readonly string[];
}

/**
 * File systems that an XBOOTLDR partition may have beside FAT, if the boot loader reads them (Boot Loader Specification, "The
 * Partitions"), and whose mounts have the number of their device. btrfs has numbers of its own.
 */
const linuxTypes: readonly string[] = ['ext2', 'ext3', 'ext4', 'xfs', 'f2fs'];

/** The one device that is this member, or why there is none. */
export function bootedDevice(member: EspMember, machine: Pick<Machine, 'devices'>): BootedDevice | Refusal {
  const name = `the booted ${member.kind === 'esp' ? 'ESP' : 'XBOOTLDR partition'} ${member.partuuid}`;
  const partition = partitionOfMember(member, machine.devices);
  if (partition.kind === 'found' && member.state === 'missing')
    return refused(`${name} was missing, but is now ${partition.device.path}: run esp-which again`);
  if (partition.kind === 'missing') return refused(`${name} is missing: no device has this PARTUUID`);
  if (partition.kind === 'refused') return refused(`${name} cannot be used: ${partition.reason}`);
  const device = filesystemOf(machine, partition.device);
  const linux = member.kind === 'xbootldr' ? linuxTypes.find((type) => type === device.fstype) : undefined;
  // The type is that of the partition; the file system may be that of the array over it.
  const fstype = linux === undefined ? device.fstype : 'vfat';
  const fault = faultOfPartition(member, { ...partition.device, fstype });
  if (fault !== null) return refused(`${name} cannot be used: ${fault}`);
  if (linux === undefined) return { kind: 'found', device, fstype: 'vfat', options: espMountOptions };
  // Owners and modes are in the file system itself: it takes no umask.
  const options = espMountOptions.filter((option) => !option.startsWith('umask='));
  return { kind: 'found', device, fstype: linux, options };
}
