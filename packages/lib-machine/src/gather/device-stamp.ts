import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What is another one whenever a block device may have come, gone or changed: the number of the kernel's last event
 * (/sys/kernel/uevent_seqnum, kernel/ksysfs.c). Null where that says nothing: without udev, whose properties of a device change after
 * its events, or while it still works on some (/run/udev/queue exists, see udev_queue_get_queue_is_empty(3)).
 *
 * @param root where /sys and /run of the machine that runs are
 */
export function readDeviceStamp(root = '/'): string | null {
  if (!existsSync(join(root, 'run/udev/control')) || existsSync(join(root, 'run/udev/queue'))) return null;
  try {
    return readFileSync(join(root, 'sys/kernel/uevent_seqnum'), 'utf8').trim() || null;
  } catch {
    return null; // no /sys, or a kernel without it: it is asked anew each time
  }
}
