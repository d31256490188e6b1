import { type BlockDevice, childrenOf } from '@twinroot/lib-blockdev';

/** A link below /dev/disk, and the node of the device that it leads to. */
export interface DeviceLink {
  readonly path: string;
  readonly device: string;
}

/** A machine as far as its block devices go. */
export interface Layout {
  readonly devices: readonly BlockDevice[];
  /** Those in /dev/disk/by-id and by-path. Of another machine there are none. */
  readonly links: readonly DeviceLink[];
  /** Device nodes by mount points, and by links that an operand names; null when neither is known. */
  readonly names: ReadonlyMap<string, string> | null;
  /** The device nodes of each btrfs that lies on several devices, as far as it is mounted. */
  readonly btrfs: readonly (readonly string[])[];
  /** libblkid's versions of file systems, by device nodes; empty where they were not asked for. */
  readonly versions: ReadonlyMap<string, string>;
}

/** The machines that OLD and NEW are on: the same one, unless OLD is another's. */
export interface Layouts {
  readonly old: Layout;
  readonly new: Layout;
}

/** Whether two devices are one and the same: nodes of two machines say nothing about each other. */
export function isSame(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): boolean {
  return layouts.old === layouts.new && old.path === fresh.path;
}

/** The partitions of a disk. */
export function partitionsOf(layout: Layout, disk: BlockDevice): readonly BlockDevice[] {
  return childrenOf(layout.devices, disk).filter(({ type }) => type === 'part');
}
