import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { failureText } from '@twinroot/lib-failure';
import { MountinfoError } from './mountinfo-error.ts';
import { type Mount, parseMountinfo } from './parse.ts';
import { isLiveSysroot, mountsBelow } from './sysroot.ts';

/** The mounts of a machine, and whether it is the one that runs. */
export interface MountTable {
  /** Mount points are as the machine below sysroot names them. */
  readonly mounts: readonly Mount[];
  /** Its file systems can be looked at below sysroot; false for a captured table. */
  readonly live: boolean;
}

/**
 * Reads SYSROOT/proc/self/mountinfo.
 *
 * @throws {MountinfoError} READ when there is no such file, MALFORMED when it is no table of mounts.
 */
export async function readMountTable(sysroot: string): Promise<MountTable> {
  const path = join(sysroot, 'proc/self/mountinfo');
  const mounts = parseMountinfo(readText(path));
  const base = sysroot === '/' ? '/' : realpathSync(sysroot);
  const live = isLiveSysroot(mounts, base);
  return { mounts: live ? mountsBelow(mounts, base) : mounts, live };
}

/** The mounts of readMountTable alone. */
export async function readMountinfo(sysroot: string): Promise<readonly Mount[]> {
  return (await readMountTable(sysroot)).mounts;
}

/**
 * The mount that an open file is on: its id in the table of mounts (proc_pid_fdinfo(5), mnt_id). What was opened stays on
 * that mount, wherever the path to it leads by now.
 *
 * @throws {NodeJS.ErrnoException} when the file is not open
 */
export function mountIdOfFile(fd: number): number {
  return Number(/^mnt_id:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1]);
}

function readText(path: string): string {
  try {
    // At once: the kernel has it in memory, and starting Node's threads for it would take longer than all the rest.
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new MountinfoError('READ', `cannot read the mounts of the machine: ${failureText(cause)}`, {
      cause,
    });
  }
}
