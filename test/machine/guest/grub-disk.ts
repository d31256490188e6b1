import { machineId } from './configure.ts';
import type { MachineSpec } from './disk-spec.ts';
import { kernelOptions } from './entry.ts';

/** What Debian's installer installs for a machine with EFI, and what a root is cloned with. */
const packages = ['e2fsprogs', 'grub-efi-amd64', 'grub-efi-amd64-signed', 'shim-signed'];

/**
 * Puts GRUB in the place of the boot loader that the machine was first booted by, as Debian's installer does: shim and GRUB on the
 * ESP, the menu in /boot, a boot entry of the firmware.
 */
const installGrub = `set -e
rm -rf /boot/efi/EFI /boot/efi/loader /boot/efi/${machineId}
mkdir -p /etc/default/grub.d
cat >/etc/default/grub.d/guest.cfg <<'END'
GRUB_TIMEOUT=0
GRUB_TERMINAL=console
GRUB_CMDLINE_LINUX="${kernelOptions}"
END
grub-install
update-grub
sync`;

/** The ids of grubDisk: PARTUUIDs of its partitions, UUIDs of the file systems on them. */
export const grubDiskIds = {
  esp: { partuuid: '6e0d3b71-94c8-4a15-b2f7-3d80c5e1a946', uuid: '6B0B-0E5B' },
  root: { partuuid: '21c7f5a8-0b3e-4d69-8c52-f19e64a7d03b', uuid: 'd48b1c6f-72e5-4093-ae1d-5f60b97c3e28' },
} as const;

/**
 * A machine as Debian's installer leaves it (an ESP on /boot/efi with shim and GRUB, an ext4 root with kernels, initrds and GRUB's
 * menu in /boot), with a second disk, `disk1`, that is blank and a little larger.
 */
export function grubDisk(): MachineSpec {
  const { esp, root } = grubDiskIds;
  const fstab = { tag: 'UUID', options: 'umask=0077,x-systemd.device-timeout=30min', pass: 1 } as const;
  return {
    name: 'grub-disk',
    packages,
    keepsBoot: true,
    install: installGrub,
    disks: [
      {
        name: 'disk0',
        mebibytes: 1210,
        partitions: [
          {
            type: 'esp',
            partuuid: esp.partuuid,
            mebibytes: 300,
            fat: 32,
            volumeId: esp.uuid.replace('-', ''),
            mountpoint: '/boot/efi',
            fstab,
            content: 'loader',
          },
          {
            type: 'root',
            partuuid: root.partuuid,
            mebibytes: 900,
            fileSystem: { kind: 'ext4', uuid: root.uuid },
          },
        ],
      },
      { name: 'disk1', mebibytes: 1300, partitions: [] },
    ],
  };
}
