import { readdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import type { BlockDevice } from '@twinroot/lib-blockdev';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { deviceOfMount, findDevice, readFsVersions, readMachine } from '@twinroot/lib-machine';
import { visibleMounts } from '@twinroot/lib-mountinfo';
import { namesIn, realPathBelow } from '@twinroot/lib-sysroot';
import type { DeviceLink, Layout } from '../decide/layout.ts';

/** Where links to devices are that fstab and crypttab may name and lsblk does not list. */
const linkDirectories = ['/dev/disk/by-id', '/dev/disk/by-path'];

/**
 * The layout of this machine, or of the one below `sysroot`. Operands are looked up, too: links to devices, and mount points
 * that a symlink leads to.
 *
 * @param operands absolute paths, without `.`, `..` and a slash at the end
 * @param asksForVersions whether those of file systems are wanted
 * @throws {MountinfoError | ToolError | BlockdevError} as readMachine and readFsVersions
 */
export async function readLayout(
  sysroot: string,
  operands: readonly string[],
  asksForVersions: boolean,
  signal: AbortSignal,
): Promise<Layout> {
  const machine = await readMachine(sysroot, signal);
  const versions = asksForVersions ? await readFsVersions(sysroot, machine.live, signal) : new Map();
  const { devices, mounts } = machine;
  const followed = (paths: readonly string[]) =>
    paths.flatMap((path): readonly DeviceLink[] => {
      const device = findDevice(sysroot, devices, path);
      return device ? [{ path, device: device.path }] : [];
    });
  const links = followed(linkDirectories.flatMap((directory) => linksIn(sysroot, directory)));
  const names = new Map(followed(operands).map(({ path, device }) => [path, device]));
  for (const mount of visibleMounts(mounts)) {
    const device = deviceOfMount(machine, mount);
    if (device) names.set(mount.mountpoint, device.path);
  }
  for (const path of operands) {
    const node = names.has(path) ? undefined : names.get(realPathOf(sysroot, path));
    if (node !== undefined) names.set(path, node);
  }
  return { devices, links, names, btrfs: readBtrfs(sysroot, devices), versions };
}

/** What may not be looked at names nothing. */
function realPathOf(sysroot: string, path: string): string {
  try {
    return realPathBelow(sysroot, path).path;
  } catch (error) {
    if (errorCode(error) === 'EACCES') return path;
    throw error;
  }
}

function linksIn(sysroot: string, directory: string): readonly string[] {
  try {
    return readdirSync(join(sysroot, directory), { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink() && !entry.name.includes('\ufffd'))
      .map(({ name }) => `${directory}/${name}`)
      .sort();
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'EACCES') return [];
    throw error;
  }
}

/** The devices of each mounted btrfs that has several: /sys/fs/btrfs/UUID/devices (Linux fs/btrfs/sysfs.c). */
function readBtrfs(sysroot: string, devices: readonly BlockDevice[]): readonly (readonly string[])[] {
  const base = join(sysroot, 'sys/fs/btrfs');
  return namesIn(base)
    .map((uuid) =>
      namesIn(join(base, uuid, 'devices')).flatMap(
        (name) => findDevice(sysroot, devices, `/dev/${name}`)?.path ?? [],
      ),
    )
    .filter((nodes) => nodes.length > 1);
}
