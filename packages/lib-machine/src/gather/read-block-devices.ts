import {
  type BlockDevice,
  BlockdevError,
  type DiskNames,
  decodeLsblk,
  decodeLsblkNames,
  decodeLsblkVersions,
  lsblkColumns,
  lsblkNameColumns,
  lsblkVersionColumns,
} from '@twinroot/lib-blockdev';
import { runBrief } from '@twinroot/lib-tool';
import { readDeviceTree } from './devices/device-tree.ts';

/**
 * The block devices of the machine below `sysroot`. `live`: it is the one that runs (a prepared chroot, say); otherwise they are
 * read from SYSROOT/sys, and from SYSROOT/dev/NAME as texts of udev properties.
 *
 * lsblk is asked only for what cannot be read in its way, see readDeviceTree: starting it takes most of the time of a look.
 *
 * @throws {ToolError} when lsblk fails.
 * @throws {BlockdevError} when its output is not what was asked for.
 */
export async function readBlockDevices(
  sysroot: string,
  live: boolean,
  signal?: AbortSignal,
): Promise<readonly BlockDevice[]> {
  const tree = readDeviceTree(sysroot, live);
  if (tree !== null) return decodeLsblk({ blockdevices: tree });
  return decodeLsblk(await listed(lsblkColumns, sysroot, live, signal));
}

/**
 * The versions of the file systems of the machine below `sysroot`, by device nodes.
 *
 * @throws {ToolError | BlockdevError} as readBlockDevices; also with util-linux before 2.35, which does not have them
 */
export async function readFsVersions(
  sysroot: string,
  live: boolean,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  return decodeLsblkVersions(await listed(lsblkVersionColumns, sysroot, live, signal));
}

/**
 * Models and serial numbers of the disks of the machine below `sysroot`, by device nodes.
 *
 * @throws {ToolError | BlockdevError} as readBlockDevices
 */
export async function readDiskNames(
  sysroot: string,
  live: boolean,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, DiskNames>> {
  return decodeLsblkNames(await listed(lsblkNameColumns, sysroot, live, signal));
}

async function listed(
  columns: string,
  sysroot: string,
  live: boolean,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const where = live || sysroot === '/' ? [] : ['--sysroot', sysroot];
  const args = ['--json', '--bytes', '--output', columns, ...where];
  return parseJson(await runBrief('lsblk', args, { timeoutSeconds: 30, ...(signal ? { signal } : {}) }));
}

function parseJson(text: string): unknown {
  // Without any device, versions before 2.37 write nothing at all.
  if (text.trim() === '') return { blockdevices: [] };
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BlockdevError('the output of lsblk is not JSON', { cause });
  }
}
