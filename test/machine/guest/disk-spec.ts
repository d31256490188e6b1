/**
 * What is on an ESP or XBOOTLDR: `loader`: systemd-boot and one entry; `loader-alone` and `entries`: each the half of that;
 * `uki`: a UKI that firmware starts, without a boot loader; `refind`: rEFInd and one entry; `empty`: nothing.
 */
export type EspContent = 'loader' | 'loader-alone' | 'entries' | 'uki' | 'refind' | 'empty';

/** How a disk is attached; a `stick` says that it is removable, as USB sticks do (the kernel of the guest has no USB). */
export type Bus = 'virtio' | 'nvme' | 'sata' | 'stick';

/** By what the guest's fstab names a partition, its options there, and when it is checked. */
export interface FstabSpec {
  readonly tag: 'UUID' | 'PARTUUID';
  readonly options: string;
  readonly pass: 0 | 1 | 2;
}

/** An ESP or XBOOTLDR, as data. */
export interface FatPartitionSpec {
  readonly type: 'esp' | 'xbootldr';
  readonly partuuid: string;
  readonly mebibytes: number;
  /** Bits of the FAT; `none`: no file system at all. */
  readonly fat: 12 | 16 | 32 | 'none';
  /** Volume id, eight hexadecimal digits. */
  readonly volumeId: string;
  /** Where the guest's fstab mounts it; null: nowhere. */
  readonly mountpoint: string | null;
  /** How; not given: as one that may be missing. */
  readonly fstab?: FstabSpec;
  readonly content: EspContent;
}

/** A root, as data. */
export interface RootPartitionSpec {
  readonly type: 'root';
  readonly partuuid: string;
  readonly mebibytes: number;
  /** All members of a btrfs RAID1 are one root; an ext4 is one by itself, and has its line in fstab. */
  readonly fileSystem: { readonly kind: 'btrfs-raid1' } | { readonly kind: 'ext4'; readonly uuid: string };
}

/** A partition, as data. */
export type PartitionSpec = FatPartitionSpec | RootPartitionSpec;

/** A disk, as data. */
export interface DiskSpec {
  /** Its name here, and its serial number in the guest. */
  readonly name: string;
  /** virtio, if not given. */
  readonly bus?: Bus;
  readonly mebibytes: number;
  /** None: a blank disk, without a partition table. */
  readonly partitions: readonly PartitionSpec[];
}

/** A machine, as data: its disks in the order of the buses. */
export interface MachineSpec {
  readonly name: string;
  readonly disks: readonly DiskSpec[];
  /** Debian packages that its root has beside the usual ones. */
  readonly packages?: readonly string[];
  /** Whether its /boot has the kernel and the initrd that Debian's packages put there. */
  readonly keepsBoot?: boolean;
  /** A script that its first boot runs, in place of registering boot loaders: it makes the machine what it is. */
  readonly install?: string;
}

/** File system UUID of a root that is a btrfs RAID1. */
export const raidUuid = '7c2f6a50-3f0e-4b7a-9a41-d0c5b8e6f112';

/** The root of a machine, as root= names it. */
export function rootOf({ disks }: MachineSpec): string {
  const root = disks.flatMap(({ partitions }) => partitions).find((partition) => partition.type === 'root');
  return `UUID=${root?.fileSystem.kind === 'ext4' ? root.fileSystem.uuid : raidUuid}`;
}

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
      {
        type: 'root',
        partuuid: `c0ffee0${index}-1111-4222-8333-444455556666`,
        mebibytes: 800,
        fileSystem: { kind: 'btrfs-raid1' },
      },
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
