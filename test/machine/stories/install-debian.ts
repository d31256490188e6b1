import { kernelOptions } from '../guest/entry.ts';

/** Where the package is that is installed, on the disk with the tools. */
const packages = '/opt/twinroot/packages';
/** Without the laboratory's commands: those of the package are meant. */
const ownPath = 'export PATH=/usr/sbin:/usr/bin:/sbin:/bin; cd /root;';
/** What the packages bring is there already; they are configured again, which puts the boot loader and the kernel on the ESP. */
const configured =
  'for name in systemd-boot "linux-image-$(uname --kernel-release)"; do chroot /target dpkg-reconfigure --frontend noninteractive "$name" || exit 1; done';
/** What runs, but its initrd, its fstab and its package. */
const copied = `mkdir /run/live && mount --bind / /run/live && cp -a /run/live/. /target/ && umount /run/live && rm -f /target/etc/fstab /target/boot/initrd.img-* /target/root/*.deb`;

/** What a guest does in the place of commands of the guide, and why. */
const instead: readonly (readonly [command: RegExp, replacement: string])[] = [
  // There is no network.
  [/^apt-get update$/, 'true'],
  [/^apt-get install debootstrap /, 'command -v mkfs.btrfs mkfs.vfat sfdisk'],
  [/^debootstrap /, copied],
  [/^chroot \/target apt-get install linux-image-amd64 /, configured],
  // The guest has no passwords at all.
  [/^chroot \/target passwd$/, 'true'],
];

/** A command of the guide, for a guest. */
interface GuestCommand {
  /** What the guest runs: with its disks, and the serial console of its kernel. */
  readonly script: string;
  /** What it runs in the place of the command, for want of a network; null: the command. */
  readonly instead: string | null;
}

/** What a guest runs for a command of the guide for new machines. */
export function inGuest(command: string): GuestCommand {
  const [, replacement = null] = instead.find(([pattern]) => pattern.test(command)) ?? [];
  const options = kernelOptions.replace(' systemd.gpt_auto=0', '');
  const words = command.replaceAll(/\bsd(?=[ab]\d?\b)/g, 'vd').replace(/ quiet"/, ` ${options}"`);
  return { script: `${ownPath} ${replacement ?? words}`, instead: replacement };
}

/** Brings the package to where somebody has put it who follows the guide. */
export const bringPackage = `cp ${packages}/twinroot_*.deb /root/`;
