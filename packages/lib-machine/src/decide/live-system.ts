import { type Mount, mountAt, visibleMounts } from '@twinroot/lib-mountinfo';
import { isWithin } from '@twinroot/lib-sysroot';

/**
 * Where the tools that make live systems mount their medium or its image, below directories that nothing else mounts on:
 * mkinitcpio-archiso and manjaro-tools, live-boot (Debian, GRML, Clonezilla), dracut's dmsquash-live and kiwi-live (Fedora,
 * openSUSE), linux-live (Slax).
 */
const placesOfLiveTools = [
  '/run/archiso',
  '/run/miso',
  '/run/live',
  '/lib/live/mount',
  '/usr/lib/live/mount',
  '/run/initramfs/live',
  '/run/initramfs/memory',
];

/** Mount points that mean a live system when the root is in memory or an overlay: casper (Ubuntu), NixOS, antiX, Alpine. */
const placesOfMedia = ['/cdrom', '/iso', '/live/boot-dev', '/media/cdrom', '/media/usb'];

/** Types of a root that keeps nothing by itself. An installed system may have one, too: bootc, NixOS with a root in memory. */
const rootsOfImages = ['overlay', 'aufs', 'squashfs', 'erofs', 'iso9660', 'tmpfs', 'ramfs', 'rootfs'];

/**
 * How one can tell that the running system is a live system, which is on no disk of the machine: a clause. Null when nothing says so,
 * which is no proof: a live system that is made in another way looks like an installed one.
 */
export function whyLive(mounts: readonly Mount[]): string | null {
  const root = mountAt(mounts, '/');
  if (root?.fstype === 'iso9660') return 'its root is an ISO 9660 image';
  const isImage = root !== null && rootsOfImages.includes(root.fstype);
  const found = visibleMounts(mounts).find(
    ({ mountpoint }) =>
      placesOfLiveTools.some((place) => isWithin(mountpoint, place)) ||
      (isImage && placesOfMedia.includes(mountpoint)),
  );
  return found === undefined ? null : `its medium is mounted at ${found.mountpoint}`;
}
