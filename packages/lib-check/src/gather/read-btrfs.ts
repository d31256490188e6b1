import { join } from 'node:path';
import type { BlockDevice } from '@twinroot/lib-blockdev';
import { deviceOfMount, type Machine } from '@twinroot/lib-machine';
import { readTextIfThere } from '@twinroot/lib-sysroot';
import { runTool } from '@twinroot/lib-tool';
import { parseDeviceUsage } from '../decide/btrfs-usage.ts';
import type { BtrfsFacts } from '../decide/facts/machine-facts.ts';
import { attempt, type Unknown } from './attempt.ts';

/**
 * The btrfs file systems of a machine that are mounted, and what is allocated on each of their devices. Those that are not mounted
 * only their devices could tell of.
 *
 * Sources: btrfs(5), "FILESYSTEM SYSFS" (devinfo/ID/writeable, missing); btrfs-device(8), usage.
 *
 * @throws {ToolError} ABORT
 */
export async function readBtrfs(
  machine: Machine,
  unknown: Unknown,
  signal: AbortSignal,
): Promise<readonly BtrfsFacts[]> {
  const places = new Map<string, string>();
  for (const mount of machine.mounts) {
    const uuid = mount.fstype === 'btrfs' ? (deviceOfMount(machine, mount)?.uuid ?? null) : null;
    if (uuid !== null && !places.has(uuid)) places.set(uuid, mount.mountpoint);
  }
  const found = await Promise.all(
    [...places].map(async ([uuid, mountpoint]) => {
      const same = machine.devices.filter((device) => device.fstype === 'btrfs' && device.uuid === uuid);
      const info = join(machine.sysroot, 'sys/fs/btrfs', uuid, 'devinfo');
      const isWriteable = (id: number) => {
        const text = readTextIfThere(join(info, String(id), 'writeable'))?.trim();
        return text === undefined ? null : text === '1';
      };
      const usage = await attempt(unknown, `btrfs ${uuid}`, () =>
        runTool('btrfs', ['device', 'usage', '--raw', join(machine.sysroot, mountpoint)], { signal }),
      );
      if (usage === null) return unasked(uuid, same);
      const devices = parseDeviceUsage(usage).map((device) => ({
        ...device,
        path: device.path === null ? null : (nodeOf(machine, device.path) ?? device.path),
        isWriteable: device.path === null ? null : isWriteable(device.id),
      }));
      return devices.length === 0 ? unasked(uuid, same) : [{ uuid, devices }];
    }),
  );
  return found.flat();
}

/** One device needs no asking: it is all there is, as far as can be seen. */
function unasked(uuid: string, devices: readonly BlockDevice[]): readonly BtrfsFacts[] {
  if (devices.length !== 1) return [];
  return devices.map(({ path }) => ({ uuid, devices: [{ id: 1, path, isWriteable: null, chunks: null }] }));
}

function nodeOf({ devices, sources }: Machine, path: string): string | null {
  return sources.get(path) ?? devices.find((device) => device.path === path)?.path ?? null;
}
