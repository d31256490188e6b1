import { type BlockDevice, BlockdevError, decodeLsblk, lsblkColumns } from '@twinroot/lib-blockdev';
import { runTool } from '@twinroot/lib-tool';

/**
 * The block devices of the machine below `sysroot`. `live`: it is the one that runs (a prepared chroot, say), and lsblk
 * asks the kernel and udev; otherwise lsblk reads SYSROOT/sys, and SYSROOT/dev/NAME as texts of udev properties.
 *
 * @throws {ToolError} when lsblk fails.
 * @throws {BlockdevError} when its output is not what was asked for.
 */
export async function readBlockDevices(
  sysroot: string,
  live: boolean,
  signal?: AbortSignal,
): Promise<readonly BlockDevice[]> {
  const where = live || sysroot === '/' ? [] : ['--sysroot', sysroot];
  const args = ['--json', '--bytes', '--output', lsblkColumns, ...where];
  return decodeLsblk(
    parseJson(await runTool('lsblk', args, { timeoutSeconds: 30, ...(signal ? { signal } : {}) })),
  );
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
