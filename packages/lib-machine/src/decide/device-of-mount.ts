import { type BlockDevice, deviceOfMajmin, deviceOfPath } from '@twinroot/lib-blockdev';
import type { Mount } from '@twinroot/lib-mountinfo';
import type { Machine } from './machine.ts';

/**
 * The device that a mount's file system is on; null when it is on none that is known. btrfs has device numbers of its own: its
 * source is the node by which it was mounted, which may be a link, or the kernel's name of a device-mapper device.
 */
export function deviceOfMount(
  { devices, sources }: Pick<Machine, 'devices' | 'sources'>,
  { majmin, source }: Mount,
): BlockDevice | null {
  return (
    deviceOfMajmin(devices, majmin) ??
    deviceOfPath(devices, source) ??
    deviceOfPath(devices, sources.get(source) ?? '')
  );
}
