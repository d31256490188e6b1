import { isWithin } from '@twinroot/lib-sysroot';
import type { Volume } from './volumes.ts';

/**
 * Whether a file of a boot partition is an initrd by its name: `initrd`, `initrd.img-6.1`, `initramfs-linux.img`, `booster-linux.img`,
 * `arch-initramfs.img`; microcode alone names no disk.
 */
export function isInitrdName(name: string): boolean {
  return (
    /(?:^|[-_.])(?:initrd|initramfs|booster|minitrd)/i.test(name) &&
    !/\.(?:conf|cfg|sha\w*|sig|md5|old-dkms|efi)$/i.test(name)
  );
}

/** Where initrds are, by directories of the clone: each volume that boot loaders read, and /boot of the root. */
export function initrdDirectories(volumes: readonly Volume[]): readonly string[] {
  const boot = volumes.filter(({ isBoot }) => isBoot).map(({ path }) => path);
  return boot.some((path) => isWithin('/boot', path)) ? boot : ['/boot', ...boot];
}

/** What is to be done about one that names the first disk. */
export const initrdRemark =
  'build it in the clone, by chroot: update-initramfs -u -k all, dracut --regenerate-all --force, or mkinitcpio -P';
