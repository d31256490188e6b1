import { constants } from 'node:fs';
import { mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from '@twinroot/lib-tool';

/** A new ext4 file system on a loop device; every kernel that runs tests has ext4, not every one has vfat. */
export async function newLoopDevice(): Promise<string> {
  const image = join(await mkdtemp(join(tmpdir(), 'loop-')), 'image');
  await runTool('truncate', ['--size=8M', image]);
  await runTool('mkfs.ext4', ['-q', '-E', 'lazy_itable_init=0', image]);
  return (await runTool('losetup', ['--find', '--show', image])).trim();
}

export async function detachLoopDevice(device: string): Promise<void> {
  await runTool('losetup', ['--detach', device]);
}

/** Whether a device is mounted, in any namespace: a file system has its device for itself. */
export async function isInUse(device: string): Promise<boolean> {
  try {
    const file = await open(device, constants.O_RDONLY | constants.O_EXCL);
    await file.close();
    return false;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return true;
    throw error;
  }
}

/** Why the tests that mount cannot run here; undefined when they can. */
export async function whyNotMount(): Promise<string | undefined> {
  try {
    const device = await newLoopDevice();
    await detachLoopDevice(device);
    await runTool('unshare', ['--mount', '--', 'true']);
    return undefined;
  } catch (error) {
    return `needs root, loop devices and mount namespaces: ${error instanceof Error ? error.message : error}`;
  }
}
