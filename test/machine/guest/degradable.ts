import { type MachineSpec, raidUuid, twoDisks } from './disk-spec.ts';
import { arrayUuid } from './initrds.ts';

/** What makes initrds (libarchive-tools: for mkinitcpio), and what they are to find a root with. */
const packages = ['initramfs-tools', 'dracut-core', 'mdadm', 'zstd', 'libarchive-tools', 'e2fsprogs'];

const root = '5b0e8d3a-61f7-4c2b-9e84-a7d3f5c01926';

/** How a machine of each kind names its root on the command line of the kernel. */
export const rootOn = {
  btrfs: `root=UUID=${raidUuid}`,
  md: `root=UUID=${root} rd.md.uuid=${arrayUuid}`,
} as const;

/** Two disks, each with half of a btrfs RAID1, and what makes initrds as distributions have them. */
export function btrfsHalves(): MachineSpec {
  return { ...twoDisks({ name: 'btrfs-halves' }), packages, keepsBoot: true };
}

/** The same, with what a Debian has whose root is a btrfs RAID1, and nothing more. */
export function debianHalves(): MachineSpec {
  return {
    ...twoDisks({ name: 'debian-halves' }),
    packages: ['initramfs-tools', 'zstd', 'systemd-cryptsetup'],
    keepsBoot: true,
  };
}

/** Installs the running root onto an ext4 on both disks, as a RAID1 of md. */
const installOnArray = `set -e
for disk in vda vdb; do printf '%s\\n' 'label: gpt' 'type=raid' | sfdisk --quiet /dev/$disk; done
udevadm settle
mdadm --create /dev/md0 --run --level=1 --raid-devices=2 --metadata=1.2 --bitmap=internal --assume-clean --homehost=any --uuid=${arrayUuid} /dev/vda1 /dev/vdb1
mkfs.ext4 -q -U ${root} /dev/md0
mount /dev/md0 /mnt
cp -ax /. /mnt/
echo 'ARRAY /dev/md0 metadata=1.2 UUID=${arrayUuid}' >>/mnt/etc/mdadm/mdadm.conf
cat >/mnt/etc/fstab <<'END'
UUID=${root} / ext4 errors=remount-ro 0 1
/dev/disk/by-id/virtio-tools /opt/twinroot ext4 ro,nofail 0 0
END
umount /mnt
mdadm --stop /dev/md0
sync`;

/** Two disks, each with half of a RAID1 of md, and the `installer`, which is not needed afterwards. */
export function mdHalves(): MachineSpec {
  return {
    name: 'md-halves',
    packages,
    keepsBoot: true,
    install: installOnArray,
    disks: [
      { name: 'disk0', mebibytes: 900, partitions: [] },
      { name: 'disk1', mebibytes: 900, partitions: [] },
      {
        name: 'installer',
        mebibytes: 1110,
        partitions: [
          {
            type: 'esp',
            partuuid: 'c2f9a6e0-3b1d-4785-b0c4-5e8d71f2a93b',
            mebibytes: 300,
            fat: 32,
            volumeId: '1257A11E',
            mountpoint: '/boot/efi',
            content: 'loader',
          },
          {
            type: 'root',
            partuuid: 'd84b07f5-92ce-4a31-8f6d-06e7c3a5b1d2',
            mebibytes: 800,
            fileSystem: { kind: 'ext4', uuid: 'e5a1c780-4d2f-4b96-83e0-f7b9d2c6014a' },
          },
        ],
      },
    ],
  };
}
