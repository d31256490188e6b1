import { closeSync, openSync, readSync } from 'node:fs';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { type FatState, fatStateOf } from './fat-state.ts';

/** A large ESP on a slow disk takes its time. */
const limit = { timeoutSeconds: 600 } as const;

/** Reads how a FAT volume that is not mounted was left; null for what is no FAT volume. */
export async function readFatState(device: string): Promise<FatState | null> {
  // At once: node:fs/promises loads sixteen modules, and every command that asks for devices would start with them.
  const file = openSync(device, 'r');
  try {
    const buffer = Buffer.alloc(512);
    return fatStateOf(buffer.subarray(0, readSync(file, buffer, 0, 512, 0)));
  } finally {
    closeSync(file);
  }
}

/**
 * Repairs a FAT volume that is not mounted, as far as that needs no choice, and checks it again.
 *
 * @returns whether there was something to repair
 * @throws {ToolError} ENOENT without fsck.vfat (of dosfstools), EXIT when faults are left
 */
export async function repairFat(device: string): Promise<boolean> {
  try {
    await runTool('fsck.vfat', ['-a', '-w', device], limit);
    return false;
  } catch (error) {
    // 1: faults were found and mended (fsck.fat(8)); whether all of them were, the second look tells.
    if (!(error instanceof ToolError && error.code === 'EXIT' && error.status === 1)) throw error;
    await runTool('fsck.vfat', ['-n', device], limit);
    return true;
  }
}
