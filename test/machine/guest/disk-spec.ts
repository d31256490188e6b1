/**
 * What is on an ESP or XBOOTLDR: `loader`: systemd-boot and one entry; `loader-alone` and `entries`: each the half of that;
 * `uki`: a UKI that firmware starts, without a boot loader; `refind`: rEFInd and one entry; `empty`: nothing.
 */
export type EspContent = 'loader' | 'loader-alone' | 'entries' | 'uki' | 'refind' | 'empty';

/** How a disk is attached; a `stick` says that it is removable, as USB sticks do (the kernel of the guest has no USB). */
export type Bus = 'virtio' | 'nvme' | 'sata' | 'stick';

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
      readonly content: EspContent;
    }
  /** A member of the one btrfs RAID1 that is the guest's root. */
  | { readonly type: 'root'; readonly partuuid: string; readonly mebibytes: number };

/** A disk, as data. */
export interface DiskSpec {
  /** Its name here, and its serial number in the guest. */
  readonly name: string;
  /** virtio, if not given. */
  readonly bus?: Bus;
  readonly mebibytes: number;
  readonly partitions: readonly PartitionSpec[];
}

/** A machine, as data: its disks in the order of the buses. */
export interface MachineSpec {
  readonly name: string;
  readonly disks: readonly DiskSpec[];
  /** Debian packages that its root has beside the usual ones. */
  readonly packages?: readonly string[];
}

/** File system UUID of the root. */
export const rootUuid = '7c2f6a50-3f0e-4b7a-9a41-d0c5b8e6f112';

/** The GPT type codes of sgdisk(8). */
export const typeCodes = { esp: 'EF00', xbootldr: 'EA00', root: '8304' } as const;

/** In what a machine of two disks differs from the usual one. */
export interface TwoDisksOptions {
  /** Of machines that differ, since a machine is kept by its name. */
  readonly name?: string;
  readonly secondMountpoint?: string | null;
  readonly buses?: readonly [Bus, Bus];
  readonly content?: EspContent;
  /** Partitions between the ESP and the root. */
  readonly between?: readonly [readonly PartitionSpec[], readonly PartitionSpec[]];
}

/** Two disks, each with an ESP and half of a btrfs RAID1: the machine that most scenarios are about. */
export function twoDisks(options: TwoDisksOptions = {}): MachineSpec {
  const { secondMountpoint = '/efi1', buses, content = 'loader', between } = options;
  const disk = (index: 0 | 1, mountpoint: string | null): DiskSpec => ({
    name: `disk${index}`,
    ...(buses && { bus: buses[index] }),
    mebibytes: 1200 + (between ? 300 : 0),
    partitions: [
      {
        type: 'esp',
        partuuid: partuuids[index],
        mebibytes: 300,
        fat: 32,
        volumeId: `6B7EA83${index}`,
        mountpoint,
        content,
      },
      ...(between?.[index] ?? []),
      { type: 'root', partuuid: `c0ffee0${index}-1111-4222-8333-444455556666`, mebibytes: 800 },
    ],
  });
  const usual = secondMountpoint === null ? 'two-disks-one-mounted' : 'two-disks';
  return { name: options.name ?? usual, disks: [disk(0, '/efi0'), disk(1, secondMountpoint)] };
}

/** The PARTUUIDs of the two ESPs of twoDisks. */
export const partuuids = [
  '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
] as const;
