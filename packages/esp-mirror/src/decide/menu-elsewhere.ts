import { type BootTree, vendorOf } from '@twinroot/lib-boot-tree';
import { filesOf, nameOf } from '@twinroot/lib-tree';
import type { Policy } from './policy.ts';

/** What boot loaders read that have a menu of their own. */
const menus = /^(?:GRUB\.CFG|LIMINE\.CONF|LIMINE\.CFG|REFIND\.CONF|SYSLINUX\.CFG|EXTLINUX\.CONF)$/;

/** Programs of boot loaders that have a menu of their own, and of shim, which starts one. */
const loaders = /^(SHIM|GRUB|REFIND|LIMINE|SYSLINUX|ELILO).*\.EFI$/;

/**
 * Whether what the source boots may be listed elsewhere than in entries of its own: on the XBOOTLDR partition of its disk, or
 * by a boot loader with a menu of its own (GRUB, limine, rEFInd), whose program is in a directory of its vendor.
 */
export function hasMenuElsewhere({ listing }: BootTree, policy: Pick<Policy, 'hasXbootldr'>): boolean {
  if (policy.hasXbootldr) return true;
  return filesOf(listing).some(({ key, size }) => {
    if (size === 0) return false;
    const name = nameOf(key);
    // Kernels may be in a directory of that kind, too: EFI/nixos/.
    return menus.test(name) || (loaders.test(name) && vendorOf(key) !== null);
  });
}
