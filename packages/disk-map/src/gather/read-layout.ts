import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path/posix';
import { type BlockDevice, deviceOfMajmin, deviceOfPath, readBlockDevices } from '@twinroot/lib-blockdev';
import { type Mount, readMountTable, visibleMounts } from '@twinroot/lib-mountinfo';
import type { DeviceLink, Layout } from '../decide/layout.ts';

/** Where links to devices are that fstab and crypttab may name and lsblk does not tell. */
const linkDirectories = ['/dev/disk/by-id', '/dev/disk/by-path'];

/** This machine, or the one below `sysroot`. The operands are looked at, too, as far as they are links. */
export async function readLayout(
  sysroot: string,
  operands: readonly string[],
  signal: AbortSignal,
): Promise<Layout> {
  const { mounts, live } = await readMountTable(sysroot);
  const devices = await readBlockDevices(sysroot, live, signal);
  const followed = (paths: readonly string[]) =>
    paths.flatMap((path): readonly DeviceLink[] => {
      const device = deviceOfLink(sysroot, devices, path);
      return device ? [{ path, device: device.path }] : [];
    });
  const links = followed(linkDirectories.flatMap((directory) => linksIn(sysroot, directory)));
  const names = new Map(followed(operands).map(({ path, device }) => [path, device]));
  for (const mount of visibleMounts(mounts)) {
    const device = deviceOfMount(sysroot, devices, mount);
    if (device) names.set(mount.mountpoint, device.path);
  }
  return { devices, links, names, btrfs: readBtrfs(sysroot, devices) };
}

/** A mount point without symlinks: only of a live machine are its directories known. */
export function realMountpoint(sysroot: string, path: string): string {
  try {
    const base = sysroot === '/' ? '' : realpathSync(sysroot);
    const real = realpathSync(`${base}${path}`);
    return real.startsWith(`${base}/`) ? real.slice(base.length) : path;
  } catch (error) {
    return passOver(error, path);
  }
}

function linksIn(sysroot: string, directory: string): readonly string[] {
  try {
    return readdirSync(join(sysroot, directory), { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink() && !entry.name.includes('\ufffd'))
      .map(({ name }) => `${directory}/${name}`)
      .sort();
  } catch (error) {
    return passOver(error, []);
  }
}

/** The device that a path below /dev leads to, over a few links. */
function deviceOfLink(
  sysroot: string,
  devices: readonly BlockDevice[],
  path: string,
): BlockDevice | undefined {
  let node = path;
  for (let steps = 0; steps < 8 && node.startsWith('/dev/'); steps += 1) {
    const device = deviceOfNode(sysroot, devices, node);
    if (device) return device;
    try {
      node = resolve(node, '..', readlinkSync(join(sysroot, node)));
    } catch (error) {
      return passOver(error, undefined);
    }
  }
  return undefined;
}

/** btrfs has no device number of its own; its source is the node that it was mounted from. */
function deviceOfMount(
  sysroot: string,
  devices: readonly BlockDevice[],
  { majmin, source }: Mount,
): BlockDevice | undefined {
  return deviceOfMajmin(devices, majmin) ?? deviceOfLink(sysroot, devices, source);
}

/** lsblk has the kernel's name of a device, `dm-0`, in no column that is asked for; its number is in sysfs. */
function deviceOfNode(
  sysroot: string,
  devices: readonly BlockDevice[],
  node: string,
): BlockDevice | undefined {
  const device = deviceOfPath(devices, node);
  const kernelName = /^\/dev\/([^/]+)$/.exec(node)?.[1];
  if (device || kernelName === undefined) return device;
  try {
    return deviceOfMajmin(
      devices,
      readFileSync(join(sysroot, 'sys/block', kernelName, 'dev'), 'utf8').trim(),
    );
  } catch (error) {
    return passOver(error, undefined);
  }
}

/** The devices of each mounted btrfs that has several: /sys/fs/btrfs/UUID/devices (Linux fs/btrfs/sysfs.c). */
function readBtrfs(sysroot: string, devices: readonly BlockDevice[]): readonly (readonly string[])[] {
  const base = join(sysroot, 'sys/fs/btrfs');
  return namesIn(base)
    .map((uuid) =>
      namesIn(join(base, uuid, 'devices')).flatMap(
        (name) => deviceOfNode(sysroot, devices, `/dev/${name}`)?.path ?? [],
      ),
    )
    .filter((nodes) => nodes.length > 1);
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    return passOver(error, []);
  }
}

/** What is not there is no failure: a machine need not have links, btrfs, or this very path. */
function passOver<T>(error: unknown, instead: T): T {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EINVAL' || code === 'EACCES') return instead;
  throw error;
}
