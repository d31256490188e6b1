import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mountHolding, readMountTable } from '@twinroot/lib-mountinfo';
import { namesIn, readTextIfThere } from '@twinroot/lib-sysroot';
import { interpretedScript, isInterpreter } from '../decide/interpreted-script.ts';
import {
  type HeldLock,
  type HeldSign,
  type LockSign,
  longestName,
  parseLocks,
} from '../decide/lock-signs.ts';
import { majminOf } from '../decide/majmin.ts';
import { statFields } from '../decide/process-stat.ts';
import { unlessEnded } from './unless-ended.ts';

/**
 * All of these signs that somebody is at work. Each has an id of its own, so that the lock of one transaction is not taken
 * for that of the next: of a file its inode and the time of its last change, of a lock the file and its holder, of a process
 * its number and when it started.
 */
export async function readHeldSigns(
  sysroot: string,
  signs: readonly LockSign[],
): Promise<readonly HeldSign[]> {
  const wantsLocks = signs.some(({ kind }) => kind === 'lock');
  const locks = wantsLocks ? parseLocks(readTextIfThere(join(sysroot, 'proc/locks')) ?? '') : [];
  const held: HeldSign[] = [];
  for (const sign of signs) {
    if (sign.kind === 'process') continue;
    const path = join(sysroot, sign.path);
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) continue;
    const file = `${path} ${stat.dev}:${stat.ino}`;
    if (sign.kind === 'file') held.push({ id: `${file} ${stat.ctimeNs}`, words: `${path} exists` });
    else {
      const same = locks.filter(({ inode }) => inode === String(stat.ino));
      const own = await heldOn(sysroot, sign.path, stat.dev, same);
      held.push(...own.map(({ pid }) => ({ id: `${file} ${pid}`, words: `${path} is locked` })));
    }
  }
  return [...held, ...readProcesses(sysroot, signs)];
}

/** btrfs gives a subvolume a device number of its own in stat(2), and the file system's in /proc/locks and mountinfo. */
async function heldOn(
  sysroot: string,
  path: string,
  device: bigint,
  locks: readonly HeldLock[],
): Promise<readonly HeldLock[]> {
  if (locks.length === 0) return [];
  const own = majminOf(device);
  if (locks.some(({ majmin }) => majmin === own)) return locks.filter(({ majmin }) => majmin === own);
  const { mounts } = await readMountTable(sysroot);
  const mount = mountHolding(mounts, `/${path}`);
  return locks.filter(({ majmin }) => majmin === mount?.majmin);
}

/** What the script that a process runs is called, as /proc/PID/comm would have it; null where it runs none. */
function nameOfScript(comm: string, path: string): string | null {
  if (!isInterpreter(comm)) return null;
  const cmdline = unlessEnded(() => readFileSync(join(path, 'cmdline'), 'utf8'));
  return interpretedScript(comm, cmdline ?? '')?.slice(0, longestName) ?? null;
}

/** The processes of root's by these names, in one pass over /proc. */
function readProcesses(sysroot: string, signs: readonly LockSign[]): readonly HeldSign[] {
  const names = new Set(signs.flatMap((sign) => (sign.kind === 'process' ? [sign.name] : [])));
  if (names.size === 0) return [];
  const proc = join(sysroot, 'proc');
  return namesIn(proc).flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    const path = join(proc, pid);
    const comm = unlessEnded(() => readFileSync(join(path, 'comm'), 'utf8'))?.trimEnd();
    if (comm === undefined) return [];
    const name = names.has(comm) ? comm : nameOfScript(comm, path);
    if (name === null || !names.has(name)) return [];
    if (unlessEnded(() => statSync(path).uid) !== 0) return [];
    const [started = ''] = statFields(
      unlessEnded(() => readFileSync(join(path, 'stat'), 'utf8')) ?? '',
    ).slice(19);
    return [{ id: `${name} ${pid} ${started}`, words: `${name} is running` }];
  });
}
