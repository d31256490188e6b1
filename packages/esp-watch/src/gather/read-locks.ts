import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { majminOf } from '@twinroot/lib-machine';
import { mountHolding, readMountTable } from '@twinroot/lib-mountinfo';
import { namesIn, readTextIfThere } from '@twinroot/lib-sysroot';
import { type HeldLock, type LockSign, parseLocks } from '../decide/lock-signs.ts';

/** The first of these signs that somebody is at work, in words; null when there is none. */
export async function readHeldLock(sysroot: string, signs: readonly LockSign[]): Promise<string | null> {
  const wantsLocks = signs.some(({ kind }) => kind === 'lock');
  const locks = wantsLocks ? parseLocks(readTextIfThere(join(sysroot, 'proc/locks')) ?? '') : [];
  for (const sign of signs) {
    if (sign.kind === 'process') {
      if (isRunning(sysroot, sign.name)) return `${sign.name} is running`;
      continue;
    }
    const path = join(sysroot, sign.path);
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) continue;
    if (sign.kind === 'file') return `${path} exists`;
    const same = locks.filter(({ inode }) => inode === String(stat.ino));
    if (same.length > 0 && (await isOn(sysroot, sign.path, stat.dev, same))) return `${path} is locked`;
  }
  return null;
}

/** btrfs gives a subvolume a device number of its own in stat(2), and the file system's in /proc/locks and mountinfo. */
async function isOn(
  sysroot: string,
  path: string,
  device: bigint,
  locks: readonly HeldLock[],
): Promise<boolean> {
  const own = majminOf(device);
  if (locks.some(({ majmin }) => majmin === own)) return true;
  const { mounts } = await readMountTable(sysroot);
  const mount = mountHolding(mounts, `/${path}`);
  return locks.some(({ majmin }) => majmin === mount?.majmin);
}

function isRunning(sysroot: string, name: string): boolean {
  const proc = join(sysroot, 'proc');
  const pids = namesIn(proc).filter((entry) => /^\d+$/.test(entry));
  return pids.some((pid) => {
    const process = join(proc, pid);
    const command = unlessEnded(() => readFileSync(join(process, 'comm'), 'utf8'));
    return command === `${name}\n` && unlessEnded(() => statSync(process).uid) === 0;
  });
}

/** Null for a process that ends meanwhile: it is no longer listed, or is and cannot be read (fs/proc/base.c, ESRCH). */
function unlessEnded<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'ESRCH') return null;
    throw error;
  }
}
