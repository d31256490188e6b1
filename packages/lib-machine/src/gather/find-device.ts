import { readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path/posix';
import { type BlockDevice, deviceOfMajmin, deviceOfPath } from '@twinroot/lib-blockdev';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { readTextIfThere } from '@twinroot/lib-sysroot';

/** udev's links lead to a node at once; this many are more than anybody makes, and end a circle. */
const mostLinks = 8;

/**
 * The device that a path below /dev means: a node that lsblk has, one by the kernel's name (`/dev/dm-0`), or a link to either.
 * Null for what is not there, not below /dev, or not a block device.
 *
 * @param path absolute, as the machine below `sysroot` names it
 */
export function findDevice(
  sysroot: string,
  devices: readonly BlockDevice[],
  path: string,
): BlockDevice | null {
  let node = path;
  for (let links = 0; links <= mostLinks && node.startsWith('/dev/'); links += 1) {
    const device = deviceOfPath(devices, node) ?? deviceOfKernelName(sysroot, devices, node);
    if (device) return device;
    const target = linkAt(join(sysroot, node));
    if (target === null) return null;
    node = resolve(node, '..', target);
  }
  return null;
}

/** lsblk has the kernel's name of a device, `dm-0`, in no column that is asked for; its number is in sysfs. */
function deviceOfKernelName(
  sysroot: string,
  devices: readonly BlockDevice[],
  node: string,
): BlockDevice | null {
  const name = /^\/dev\/([^/]+)$/.exec(node)?.[1];
  if (name === undefined) return null;
  const majmin = readTextIfThere(join(sysroot, 'sys/block', name, 'dev'));
  return majmin === null ? null : deviceOfMajmin(devices, majmin.trim());
}

function linkAt(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    // EINVAL: it is not a link. EACCES: it cannot be looked at, and so nothing is known of it.
    if (isMissing(error) || errorCode(error) === 'EINVAL' || errorCode(error) === 'EACCES') return null;
    throw error;
  }
}
