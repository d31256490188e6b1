import { type BlockDevice, deviceOfMajmin, deviceOfPath } from '@twinroot/lib-blockdev';
import { type FstabEntry, readFstab } from '@twinroot/lib-fstab';
import { type Mount, readMountTable } from '@twinroot/lib-mountinfo';
import type { Machine } from '../decide/machine.ts';
import { findDevice } from './find-device.ts';
import { readBlockDevices } from './read-block-devices.ts';

/**
 * Reads the mounts, block devices and fstab of a machine, each once.
 *
 * @param sysroot an absolute path; `/` for the machine that runs
 * @throws {MountinfoError} without a table of mounts, or with one that is malformed
 * @throws {ToolError} when lsblk fails, ABORT when `signal` came first
 * @throws {BlockdevError} when its output is not what was asked for
 */
export async function readMachine(sysroot: string, signal?: AbortSignal): Promise<Machine> {
  const { mounts, live } = await readMountTable(sysroot);
  // fstab is read while lsblk runs.
  const [devices, fstab] = await Promise.all([readBlockDevices(sysroot, live, signal), readFstab(sysroot)]);
  return { sysroot, live, mounts, devices, fstab, sources: readSources(sysroot, mounts, fstab, devices) };
}

/**
 * The machine with its mounts as they are now; devices and fstab are those of before.
 *
 * @throws {MountinfoError} without a table of mounts, or with one that is malformed
 */
export async function withCurrentMounts(machine: Machine): Promise<Machine> {
  const { sysroot, devices, fstab } = machine;
  const { mounts } = await readMountTable(sysroot);
  return { ...machine, mounts, sources: readSources(sysroot, mounts, fstab, devices) };
}

/** Only where neither number nor node of a mount, or of a line of fstab, is that of a device is there something to be looked up. */
function readSources(
  sysroot: string,
  mounts: readonly Mount[],
  fstab: readonly FstabEntry[],
  devices: readonly BlockDevice[],
): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  const unknown = mounts.filter(({ majmin }) => !deviceOfMajmin(devices, majmin));
  for (const { source } of [...unknown, ...fstab]) {
    if (sources.has(source) || !source.startsWith('/dev/') || deviceOfPath(devices, source)) continue;
    const device = findDevice(sysroot, devices, source);
    if (device) sources.set(source, device.path);
  }
  return sources;
}
