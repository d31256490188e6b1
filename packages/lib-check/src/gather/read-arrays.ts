import { join } from 'node:path';
import type { BlockDevice } from '@twinroot/lib-blockdev';
import { namesIn, readTextIfThere } from '@twinroot/lib-sysroot';
import type { MdArray } from '../decide/facts/machine-facts.ts';

/**
 * The md arrays of a machine, and how they are.
 *
 * Source: Linux Documentation/admin-guide/md.rst, "MD devices in sysfs".
 */
export function readArrays(sysroot: string, devices: readonly BlockDevice[]): readonly MdArray[] {
  const blocks = join(sysroot, 'sys/block');
  return namesIn(blocks).flatMap((name) => {
    const md = join(blocks, name, 'md');
    const read = (file: string) => readTextIfThere(join(md, file))?.trim() ?? null;
    const level = read('level');
    if (level === null) return [];
    return [
      {
        path: pathOf(devices, name),
        level,
        // While its shape changes the old number follows in brackets; of a container there is none.
        raidDisks: Number.parseInt(read('raid_disks') ?? '0', 10) || 0,
        action: read('sync_action') ?? 'idle',
        parts: namesIn(md)
          .filter((entry) => entry.startsWith('dev-'))
          .map((entry) => ({
            path: pathOf(devices, entry.slice('dev-'.length)),
            state: read(join(entry, 'state')) ?? '',
          })),
      },
    ];
  });
}

/** The node of a device by the kernel's name of it, in which `!` stands for a slash. */
function pathOf(devices: readonly BlockDevice[], kernelName: string): string {
  const name = kernelName.replaceAll('!', '/');
  return devices.find((device) => device.name === name)?.path ?? `/dev/${name}`;
}
