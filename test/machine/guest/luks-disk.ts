import type { MachineSpec } from './disk-spec.ts';
import { kernelOptions } from './entry.ts';

const packages = [
  ...['e2fsprogs', 'grub-efi-amd64', 'grub-efi-amd64-signed', 'shim-signed'],
  ...['cryptsetup', 'cryptsetup-initramfs', 'systemd-cryptsetup'],
];

/** Where the key of the volumes is, on the encrypted root and in its initrd. */
export const keyFile = '/etc/keys/root.key';

/** Options of luksFormat: a key file is not weak, and the guest is slow. */
export const formatOptions = `--batch-mode --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file ${keyFile}`;

/**
 * Installs the running root onto the blank disk /dev/vda as Debian's installer does with encryption: GRUB on an ESP, /boot outside of
 * the LUKS volume that has the root. In place of a passphrase there is a key file in the initrd (crypttab(5), cryptsetup-initramfs).
 */
const installEncrypted = `set -e
umask 077
printf '%s\\n' 'label: gpt' 'size=100MiB, type=uefi' 'size=150MiB, type=linux' 'type=linux' | sfdisk --quiet /dev/vda
udevadm settle
mkdir -p /etc/keys && head -c 64 /dev/urandom >${keyFile}
cryptsetup luksFormat --type luks2 ${formatOptions} /dev/vda3
cryptsetup open --key-file ${keyFile} /dev/vda3 vda3_crypt
mkfs.vfat -F 32 /dev/vda1 >/dev/null
mkfs.ext4 -q /dev/vda2
mkfs.ext4 -q /dev/mapper/vda3_crypt
udevadm settle
umask 022
mount /dev/mapper/vda3_crypt /mnt
mkdir -p /mnt/boot && mount /dev/vda2 /mnt/boot
mkdir -p /mnt/boot/efi && mount -o umask=0077 /dev/vda1 /mnt/boot/efi
cp -ax /. /mnt/
uuid() { blkid -o value -s UUID "$1"; }
cat >/mnt/etc/fstab <<END
UUID=$(uuid /dev/mapper/vda3_crypt) / ext4 errors=remount-ro 0 1
UUID=$(uuid /dev/vda2) /boot ext4 x-systemd.device-timeout=30min 0 2
UUID=$(uuid /dev/vda1) /boot/efi vfat umask=0077,x-systemd.device-timeout=30min 0 1
/dev/disk/by-id/virtio-tools /opt/twinroot ext4 ro,nofail 0 0
END
echo "vda3_crypt UUID=$(uuid /dev/vda3) ${keyFile} luks,initramfs" >/mnt/etc/crypttab
echo 'KEYFILE_PATTERN=/etc/keys/*.key' >>/mnt/etc/cryptsetup-initramfs/conf-hook
printf 'UMASK=0077\\nMODULES=dep\\n' >/mnt/etc/initramfs-tools/conf.d/guest
mkdir -p /mnt/etc/default/grub.d
cat >/mnt/etc/default/grub.d/guest.cfg <<'END'
GRUB_TIMEOUT=0
GRUB_TERMINAL=console
GRUB_CMDLINE_LINUX="${kernelOptions}"
END
for directory in dev proc sys run; do mount --rbind --make-rslave /$directory /mnt/$directory; done
chroot /mnt update-initramfs -u -k all
chroot /mnt grub-install
chroot /mnt update-grub
sync`;

/**
 * A machine with an encrypted root on `disk0`, its ids new for each; a second disk, `disk1`, that is blank and a little larger; and
 * the `installer`, from which it was installed and which is not needed afterwards.
 */
export function luksDisk(): MachineSpec {
  return {
    name: 'luks-disk',
    packages,
    keepsBoot: true,
    install: installEncrypted,
    disks: [
      { name: 'disk0', mebibytes: 1100, partitions: [] },
      { name: 'disk1', mebibytes: 1200, partitions: [] },
      {
        name: 'installer',
        mebibytes: 1110,
        partitions: [
          {
            type: 'esp',
            partuuid: 'b8e42d17-5f09-4c36-a27b-91d0c4e8f653',
            mebibytes: 300,
            fat: 32,
            volumeId: '10C5E5B0',
            mountpoint: '/boot/efi',
            content: 'loader',
          },
          {
            type: 'root',
            partuuid: '4f7a90c3-e261-4b8d-95d4-0c37e1b6a82f',
            mebibytes: 800,
            fileSystem: { kind: 'ext4', uuid: '8c05e7d2-1a4b-46f9-b3e8-d7920f6c15ab' },
          },
        ],
      },
    ],
  };
}
