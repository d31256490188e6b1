import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fsyncDirectory, fsyncPath } from '@twinroot/lib-durable';
import { runTool } from '@twinroot/lib-tool';
import type { StepResult } from '../decide/step-result.ts';

/**
 * Makes a swap file. None is copied: what is in it is of no use, swapon(8) takes no file with holes, and on btrfs none that is
 * copied on write, which is a flag that no copy brings (btrfs(5), SWAPFILE SUPPORT). One of the same size stays.
 *
 * @param bytes its size
 * @param isBtrfs whether its file system is btrfs
 * @throws {ToolError} with what chattr(1), fallocate(1) or mkswap(8) said
 */
export async function makeSwapFile(path: string, bytes: number, isBtrfs: boolean): Promise<StepResult> {
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present?.isFile() && present.size === bytes && present.blocks * 512 >= bytes && isSwap(path))
    return { state: 'same' };
  if (present && !present.isFile()) throw new Error(`${path} is not a regular file`);
  // One that is cut short is no swap file yet, and is made again.
  rmSync(path, { force: true });
  closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600));
  if (isBtrfs) await runTool('chattr', ['+C', '--', path]);
  await runTool('fallocate', ['--length', String(bytes), '--', path], { timeoutSeconds: 3600 });
  await runTool('mkswap', ['--', path]);
  await fsyncPath(path);
  await fsyncDirectory(dirname(path));
  return { state: 'done' };
}

/** Whether the first page of a file ends as that of swap does (Linux include/linux/swap.h, union swap_header). */
function isSwap(path: string): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const mark = Buffer.alloc(10);
    return [4096, 16384, 65536].some((page) => {
      if (fstatSync(file).size < page) return false;
      readSync(file, mark, 0, mark.length, page - mark.length);
      return mark.toString('latin1') === 'SWAPSPACE2';
    });
  } finally {
    closeSync(file);
  }
}
