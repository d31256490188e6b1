import { statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, isMissing } from '@twinroot/lib-failure';

/**
 * Whether the root of a machine that runs is not the one of its first process: a chroot, or a directory that `--sysroot` names.
 * Null when it cannot be told: without /proc, or for who may not look at that process. As running_in_chroot() of systemd does
 * (src/basic/virt.c).
 *
 * @param sysroot an absolute path
 * @throws {NodeJS.ErrnoException} for other failures than missing and forbidden files
 */
export function readChroot(sysroot: string): boolean | null {
  try {
    const first = statSync(join(sysroot, 'proc/1/root/'), { bigint: true });
    const own = statSync(sysroot, { bigint: true });
    return first.dev !== own.dev || first.ino !== own.ino;
  } catch (error) {
    const code = errorCode(error);
    if (isMissing(error) || code === 'EACCES' || code === 'EPERM') return null;
    throw error;
  }
}
