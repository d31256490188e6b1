import type { MachineSpec } from './disk-spec.ts';

const espMebibytes = 300;
const rootMebibytes = 800;
/** Of a partition table, before and behind what is in it. */
const margin = 1;
const sectors = (mebibytes: number) => mebibytes * 2048;
const inner = margin + espMebibytes + rootMebibytes;

/** Where the parts of generationDisk lie, how long it is without its end, and where there is room for marks; in sectors. */
export const generationPlaces = {
  esps: [
    { start: sectors(margin), length: sectors(espMebibytes) },
    { start: sectors(inner + margin), length: sectors(espMebibytes) },
  ],
  btrfs: { start: sectors(margin + espMebibytes), length: sectors(rootMebibytes) },
  length: sectors(inner + espMebibytes + 2 * margin),
  mark: sectors(inner + espMebibytes + 4 * margin),
} as const;

/**
 * A machine with an ESP and a btrfs on its only disk, `disk0`, and room for a second disk in that one, which openInnerDisk makes: what is
 * written to both is recorded in one order.
 */
export function generationDisk(): MachineSpec {
  return {
    name: 'generation-disk',
    disks: [
      {
        name: 'disk0',
        mebibytes: inner + espMebibytes + 10,
        partitions: [
          {
            type: 'esp',
            partuuid: '9d2f4b60-7a1c-4e3d-8b5f-6c0e2a4d8f10',
            mebibytes: espMebibytes,
            fat: 32,
            volumeId: '6E5A7100',
            mountpoint: '/efi0',
            content: 'loader',
          },
          {
            type: 'root',
            partuuid: 'b3c5d7e9-1f2a-4b6c-8d0e-5a7f9c1b3d5e',
            mebibytes: rootMebibytes,
            fileSystem: { kind: 'btrfs-raid1' },
          },
        ],
      },
    ],
  };
}

/**
 * A script for the guest that makes the disk in the disk, a loop device with a partition table and an ESP on /efi1, and mirrors the booted
 * one to it. A flush of it is one of disk0.
 */
export const openInnerDisk = `set -e
modprobe loop
loop=$(losetup --find --show --partscan --direct-io=on --offset ${inner}M --sizelimit ${espMebibytes + 2 * margin}M /dev/disk/by-id/virtio-disk0)
printf 'label: gpt\\nstart=${margin}MiB, size=${espMebibytes}MiB, type=U, uuid=9d2f4b61-7a1c-4e3d-8b5f-6c0e2a4d8f10\\n' | sfdisk --quiet $loop
udevadm settle
mkfs.vfat -F 32 "\${loop}p1" >/dev/null
udevadm settle
mkdir -p /efi1
mount -t vfat -o umask=0077,nodev,nosuid,noexec "\${loop}p1" /efi1
esp-which /efi1 | esp-mirror`;
