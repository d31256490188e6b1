/** A partition, as data. */
export type PartitionSpec =
  | {
      readonly type: 'esp' | 'xbootldr';
      readonly partuuid: string;
      readonly mebibytes: number;
      /** Bits of the FAT; `none`: no file system at all. */
      readonly fat: 12 | 16 | 32 | 'none';
      /** Volume id, eight hexadecimal digits. */
      readonly volumeId: string;
      /** Where the guest's fstab mounts it; null: nowhere. */
      readonly mountpoint: string | null;
      /** `loader`: systemd-boot and one entry; `empty`: nothing. */
      readonly content: 'loader' | 'empty';
    }
  /** A member of the one btrfs RAID1 that is the guest's root. */
  | { readonly type: 'root'; readonly partuuid: string; readonly mebibytes: number };

/** A disk, as data. */
export interface DiskSpec {
  /** Its name here, and its serial number in the guest. */
  readonly name: string;
  readonly mebibytes: number;
  readonly partitions: readonly PartitionSpec[];
}

/** A machine, as data: its disks in the order of the buses. */
export interface MachineSpec {
  readonly name: string;
  readonly disks: readonly DiskSpec[];
}

/** File system UUID of the root. */
export const rootUuid = '7c2f6a50-3f0e-4b7a-9a41-d0c5b8e6f112';

/** The GPT type codes of sgdisk(8). */
export const typeCodes = { esp: 'EF00', xbootldr: 'EA00', root: '8304' } as const;

/** Two disks, each with an ESP and half of a btrfs RAID1: the machine that most scenarios are about. */
export function twoDisks(options: { readonly secondMountpoint?: string | null } = {}): MachineSpec {
  const { secondMountpoint = '/efi1' } = options;
  const disk = (index: 0 | 1, mountpoint: string | null): DiskSpec => ({
    name: `disk${index}`,
    mebibytes: 1200,
    partitions: [
      {
        type: 'esp',
        partuuid: partuuids[index],
        mebibytes: 300,
        fat: 32,
        volumeId: `6B7EA83${index}`,
        mountpoint,
        content: 'loader',
      },
      { type: 'root', partuuid: `c0ffee0${index}-1111-4222-8333-444455556666`, mebibytes: 800 },
    ],
  });
  return {
    name: secondMountpoint === null ? 'two-disks-one-mounted' : 'two-disks',
    disks: [disk(0, '/efi0'), disk(1, secondMountpoint)],
  };
}

/** The PARTUUIDs of the two ESPs of twoDisks. */
export const partuuids = [
  '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
] as const;
