import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mountHolding, readMountTable } from '@twinroot/lib-mountinfo';
import { type HeldLock, type LockSign, majminOf, parseLocks } from './locks.ts';

/** The first of these signs that somebody is at work, in words; null when there is none. */
export async function readHeldLock(sysroot: string, signs: readonly LockSign[]): Promise<string | null> {
  const wantsLocks = signs.some(({ kind }) => kind === 'lock');
  const locks = wantsLocks ? parseLocks(readText(join(sysroot, 'proc/locks'))) : [];
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
  const pids = readNames(proc).filter((entry) => /^\d+$/.test(entry));
  return pids.some(
    (pid) => readText(join(proc, pid, 'comm')) === `${name}\n` && ownerOf(join(proc, pid)) === 0,
  );
}

function readNames(path: string): readonly string[] {
  return unlessGone(() => readdirSync(path), []);
}

/** Empty when it is not there: a captured machine has no locks, and a process may end. */
function readText(path: string): string {
  return unlessGone(() => readFileSync(path, 'utf8'), '');
}

function ownerOf(path: string): number | undefined {
  return unlessGone(() => statSync(path).uid, undefined);
}

function unlessGone<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'ENOTDIR') return otherwise;
    throw error;
  }
}
