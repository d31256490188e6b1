import { readFileSync, statfsSync } from 'node:fs';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { offsetOfFilefrag } from '../decide/swap-files.ts';

/** BTRFS_SUPER_MAGIC (Linux include/uapi/linux/magic.h). */
const btrfs = 0x9123683e;

/**
 * Where a swap file is on its device, in pages, as `resume_offset=` has it; null where that cannot be found out. On btrfs the offsets that
 * FIEMAP tells are none of the device (btrfs-inspect-internal(8), map-swapfile).
 */
export async function readSwapOffset(path: string): Promise<number | null> {
  try {
    if (statfsSync(path).type === btrfs) {
      const text = await runTool('btrfs', ['inspect-internal', 'map-swapfile', '-r', path]);
      return /^\d+$/.test(text.trim()) ? Number(text) : null;
    }
    return offsetOfFilefrag(await runTool('filefrag', ['-v', path]), pageSize());
  } catch (error) {
    // It is not there, or the tool is not, or knows no such file: the offset is named then.
    if (error instanceof ToolError || (error instanceof Error && 'syscall' in error)) return null;
    throw error;
  }
}

function pageSize(): number {
  return (
    Number(/^KernelPageSize: +(\d+) kB/m.exec(readFileSync('/proc/self/smaps', 'latin1'))?.[1] ?? 4) * 1024
  );
}
