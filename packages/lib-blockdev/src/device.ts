import type { FsUuid, Partuuid } from './ids.ts';

/** Partition type GUID of an ESP (UEFI 2.10, table 5.7). */
export const espType = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
/** Partition type GUID of an XBOOTLDR partition (Discoverable Partitions Specification). */
export const xbootldrType = 'bc13c2ff-59e6-4262-a352-b275fd6f7172';

/** A block device, with the names of lsblk's columns. What it has not, or lsblk cannot tell, is null. */
export interface BlockDevice {
  readonly name: string;
  /** Device node. */
  readonly path: string;
  /** `8:1` */
  readonly majmin: string;
  /** `disk`, `part`, `crypt`, `lvm`, `raid1`, `mpath`, `rom`, `loop`, … */
  readonly type: string;
  readonly partuuid: Partuuid | null;
  /** Partition type GUID in lower case; `0xef` in an MBR. */
  readonly parttype: string | null;
  /** Name of a GPT partition. */
  readonly partlabel: string | null;
  readonly fstype: string | null;
  readonly uuid: FsUuid | null;
  readonly label: string | null;
  /** Bytes. */
  readonly size: number | null;
  /** Read-only. */
  readonly ro: boolean;
  /** Removable. */
  readonly rm: boolean;
  /** `gpt` or `dos`: the partition table that it has, or that it stands in. */
  readonly pttype: string | null;
  /** `nvme`, `sata`, `usb`, … */
  readonly tran: string | null;
  /** Device nodes of the devices that it lies on directly. */
  readonly parents: readonly string[];
  /** Device node of the disk with the partition table: of the array, when the array has the table. */
  readonly disk: string | null;
  /** Device nodes of all devices at the bottom of it: several for RAID and multipath; itself for a disk. */
  readonly disks: readonly string[];
}

/** Whether the two share a physical disk: one disk's death takes both. */
export function isOnSameDisk(one: BlockDevice, other: BlockDevice): boolean {
  return one.disks.some((disk) => other.disks.includes(disk));
}

/** All partitions with this PARTUUID: copies of a disk have the same. The paths of a multipath device are not counted beside it. */
export function devicesOfPartuuid(
  devices: readonly BlockDevice[],
  partuuid: Partuuid,
): readonly BlockDevice[] {
  const paths = new Set(
    devices.filter((device) => device.type === 'mpath').flatMap((device) => device.parents),
  );
  return devices.filter(
    (device) =>
      device.partuuid === partuuid &&
      !(device.type === 'part' && device.disk !== null && paths.has(device.disk)),
  );
}

/** The device with this node; null when there is none. */
export function deviceOfPath(devices: readonly BlockDevice[], path: string): BlockDevice | null {
  return devices.find((device) => device.path === path) ?? null;
}

/** The device with this number (`8:1`); null when there is none. */
export function deviceOfMajmin(devices: readonly BlockDevice[], majmin: string): BlockDevice | null {
  return devices.find((device) => device.majmin === majmin) ?? null;
}
