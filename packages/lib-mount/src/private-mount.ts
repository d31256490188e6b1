import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '@twinroot/lib-failure';
import { isReadOnly, parseMountinfo } from '@twinroot/lib-mountinfo';
import { realPathBelow } from '@twinroot/lib-sysroot';
import { type Holder, runTool, startHolder, ToolError } from '@twinroot/lib-tool';
import { type DeviceMount, mountArguments } from './mount.ts';

/** The process that holds a private namespace is gone, and all mounts in it with it. */
export class NamespaceGoneError extends Error {
  readonly code = 'GONE';
  constructor(path: string) {
    super(`${path} is no longer mounted: the process that held the mount was killed`);
    this.name = 'NamespaceGoneError';
  }
}

/** A mount namespace (mount_namespaces(7)) whose mounts nobody else sees. It ends with this process at the latest. */
export interface PrivateNamespace {
  /** @internal */
  readonly holder: Holder;
  /** @internal What is mounted in it, in the order of mounting. */
  readonly mounted: string[];
  /**
   * Unmounts everything, removes the mount points and lets the namespace go; again: nothing.
   *
   * @throws {ToolError} what the first failing umount(8) said, after all the rest was done. The namespace is gone then
   * too, and with it the mount, once nobody has a file open in it.
   */
  close(): Promise<void>;
}

/**
 * Opens a namespace of its own for mounts.
 *
 * It receives the machine's unmounts but gives away no mounts (slave, not private, propagation): a copy of every
 * mount that nothing can take away would keep other people's devices busy.
 *
 * @throws {ToolError} EXIT without the right to do so, ENOENT without unshare(1) of util-linux, ABORT.
 */
export async function openPrivateNamespace(signal?: AbortSignal): Promise<PrivateNamespace> {
  const holder = await startHolder(
    'unshare',
    ['--mount', '--propagation', 'slave', '--'],
    signal ? { signal } : {},
  );
  const mounted: string[] = [];
  return { holder, mounted, close: () => close(holder, mounted) };
}

/**
 * Where a device is mounted in a private namespace, with symlinks resolved as the machine does: none leads out of the sysroot.
 *
 * @param id a PARTUUID, or another name without a slash
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ELOOP
 */
export function privateMountPoint(sysroot: string, id: string): string {
  return join(sysroot, realPathBelow(sysroot, '/run/twinroot/mnt').path, id);
}

/**
 * Mounts a device in the namespace; the mount point is made where it is missing. What is mounted there already is used again, and
 * can be written from now on if that is asked for. One that another process has mounted in the other way is waited for, for half a minute.
 *
 * @returns the path through which this process, as root, reaches what is mounted, see pathIn.
 * @throws {ToolError} as mountDevice.
 */
export async function mountIn(namespace: PrivateNamespace, mount: DeviceMount): Promise<string> {
  if (namespace.mounted.includes(mount.target)) {
    if (!mount.options.split(',').includes('ro')) await makeWritableIn(namespace, mount.target);
    return pathIn(namespace, mount.target);
  }
  await mkdir(mount.target, { recursive: true, mode: 0o700 });
  try {
    await mountInTurn(namespace.holder, mount);
  } catch (error) {
    await removeMountPoint(mount.target);
    throw error;
  }
  namespace.mounted.push(mount.target);
  return pathIn(namespace, mount.target);
}

/** How long somebody else is waited for who has the device mounted in the other way, in milliseconds: one of our commands is done by then. */
const patience = 30_000;
const pause = 200;

/**
 * Mounts a device for which another process may have a mount that this one does not see. All mounts of a file system are read-only or
 * all can be written: the kernel refuses a mount of the other kind (fs/super.c, get_tree_bdev), and mount(8) may then mount read-only what was
 * to be written, with a warning.
 */
async function mountInTurn(holder: Holder, mount: DeviceMount): Promise<void> {
  const isReading = mount.options.split(',').includes('ro');
  for (const end = Date.now() + patience; ; await sleep(pause)) {
    const isLate = Date.now() >= end;
    try {
      await runInside(holder, 'mount', mountArguments(mount));
    } catch (error) {
      if (isLate || !isTaken(error)) throw error;
      continue;
    }
    if (isReading || isLate || !(await isReadOnlyForNow(holder, mount))) return;
    await runInside(holder, 'umount', ['--', mount.target]);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof ToolError && error.code === 'EXIT' && /already mounted|busy/.test(error.stderr);
}

/** Whether what was to be written is mounted read-only, though its device can be written. */
async function isReadOnlyForNow(holder: Holder, { target }: DeviceMount): Promise<boolean> {
  const table = await readFile(`/proc/${holder.pid}/mountinfo`, 'utf8');
  const found = parseMountinfo(table).findLast(({ mountpoint }) => mountpoint === target);
  if (found === undefined || !isReadOnly(found)) return false;
  return (await readFile(`/sys/dev/block/${found.majmin}/ro`, 'utf8')).trim() === '0';
}

/**
 * Lets what is mounted in the namespace be written.
 *
 * @param target as it was mounted
 * @throws {ToolError} EXIT with what mount(8) said
 */
export async function makeWritableIn({ holder }: PrivateNamespace, target: string): Promise<void> {
  await runInside(holder, 'mount', ['--options', 'remount,rw', '--', target]);
}

/**
 * The path by which a process outside of the namespace reaches a path inside (proc_pid_root(5)).
 *
 * @throws {NamespaceGoneError} when the namespace has ended: the process id may be another's by now.
 */
export function pathIn(namespace: PrivateNamespace, path: string): string {
  if (!namespace.holder.isHolding()) throw new NamespaceGoneError(path);
  return `/proc/${namespace.holder.pid}/root${path}`;
}

async function close(holder: Holder, mounted: string[]): Promise<void> {
  const targets = mounted.splice(0).reverse();
  const errors: unknown[] = [];
  for (const target of targets) {
    try {
      await runInside(holder, 'umount', ['--', target]);
    } catch (error) {
      errors.push(error);
    }
  }
  await holder.release();
  // Only now: a mount point that is removed takes its mount with it (fs/namespace.c, __detach_mounts).
  for (const target of targets) await removeMountPoint(target);
  if (errors.length > 0) throw errors[0];
}

async function runInside(holder: Holder, tool: string, args: readonly string[]): Promise<void> {
  if (!holder.isHolding()) throw new NamespaceGoneError(args.at(-1) ?? tool);
  // With its root too: entering the namespace alone leads out of a chroot.
  const enter = ['--target', String(holder.pid), '--mount', '--root', '--', tool];
  await runTool('nsenter', [...enter, ...args], { timeoutSeconds: 120 });
}

async function removeMountPoint(path: string): Promise<void> {
  try {
    await rmdir(path);
  } catch (error) {
    // Somebody else has tidied up, or has put something there: neither is ours to judge.
    const code = errorCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTEMPTY') throw error;
  }
}
