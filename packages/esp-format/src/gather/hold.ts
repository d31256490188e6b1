import { closeSync, constants, openSync } from 'node:fs';
import { failed } from '@twinroot/lib-command';
import { errorCode } from '@twinroot/lib-failure';
import { runTool, ToolError } from '@twinroot/lib-tool';

/** A device that nobody else can mount, or take in another way, until it is closed. */
export interface Hold {
  readonly file: number;
  close(): void;
}

/**
 * Opens a device for ourselves. The kernel refuses that while the device, or a partition of it, is mounted, used for swap, or a part of
 * an array, of LVM or of btrfs, in whatever namespace (open(2), O_EXCL; Linux block/bdev.c, bd_may_claim).
 *
 * @throws {CommandError} status 1 when somebody has it
 */
export function holdDevice(path: string): Hold {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_EXCL);
    return { file, close: () => closeSync(file) };
  } catch (cause) {
    const isBusy = errorCode(cause) === 'EBUSY';
    throw failed(`cannot use ${path}`, {
      cause: isBusy
        ? new Error(
            'it is in use: mounted, swap, a part of an array, LVM or btrfs, or another esp-format is at work on it',
          )
        : cause,
    });
  }
}

/**
 * Locks a disk, so that udev does not read its partitions again meanwhile (systemd's "Locking Block Device Access"). The lock
 * belongs to the open file.
 *
 * @throws {ToolError} EXIT when somebody else has it for ten seconds
 */
export async function lockDisk(file: number, path: string): Promise<void> {
  try {
    await runTool('flock', ['--exclusive', '--timeout', '10', '3'], { files: [file] });
  } catch (cause) {
    if (!(cause instanceof ToolError && cause.code === 'EXIT')) throw cause;
    throw failed(`${path} is locked by another process: try again when it has ended`, { cause });
  }
}
