import { type BigIntStats, constants, fchmodSync, fstatSync } from 'node:fs';
import { type FileHandle, open, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, failureText } from '@twinroot/lib-failure';
import { type HeldDirectory, openOrMakeBelow, realPathBelow } from '@twinroot/lib-sysroot';
import { ToolError } from '@twinroot/lib-tool';
import { flock, isConflict, type LockWait } from './flock.ts';

/** Why there is no lock: another process has it, or it cannot be had at all. */
export type LockErrorCode = 'BUSY' | 'FAILED';

/** A lock that was not acquired. */
export class LockError extends Error {
  readonly code: LockErrorCode;
  readonly path: string;
  constructor(code: LockErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LockError';
    this.code = code;
    this.path = path;
  }
}

/** An exclusive lock that this process has. */
export interface Lock {
  /** The open file that has the lock. A child that has it too keeps the lock while it lives, should this process be killed. */
  readonly file: number;
  release(): Promise<void>;
}

/** Where the locks of a machine are: nobody but root can open what is in it. */
const place = '/run/twinroot';

/**
 * Acquires an exclusive flock(2) on a file in /run/twinroot of a machine. Both are made where they are missing, and are root's
 * alone: a lock that somebody can open for reading he can also hold for ever. Those that an older version made for everybody
 * are taken back. No symlink leads out of the sysroot.
 *
 * It ends with this process at the latest, however that ends: there are no stale locks.
 *
 * @param name of the file, without a slash
 * @throws {LockError} BUSY when another process still has it then, FAILED with the cause otherwise.
 * @throws {ToolError} ABORT when `signal` came first, ENOENT without flock(1) of util-linux.
 */
export async function acquireRunLock(sysroot: string, name: string, wait: LockWait): Promise<Lock> {
  const file = await lockRunFile(sysroot, name, wait);
  return { file: file.fd, release: () => file.close() };
}

/**
 * Acquires an exclusive lock of an existing directory, in which nothing is left behind: by flock(2) on itself. Where root asks
 * for it and others can open the directory too, by a file in /run/twinroot that has its name from the directory's device and
 * inode: the directory itself anybody could keep locked. All that root runs agree on which of the two it is.
 *
 * @throws {LockError} BUSY, FAILED
 * @throws {ToolError} as acquireRunLock
 */
export async function acquireDirectoryLock(directory: string, wait: LockWait): Promise<Lock> {
  try {
    const file = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
    const found = await file.stat({ bigint: true });
    if (isRoot() && isOpenToOthers(found)) {
      await file.close();
      return await acquireFileOf(found, wait);
    }
    await lockOpenFile(file, directory, wait);
    return { file: file.fd, release: () => file.close() };
  } catch (cause) {
    if (cause instanceof ToolError) throw cause;
    if (cause instanceof LockError && cause.code === 'BUSY') throw busy(directory, wait, cause);
    throw notLocked(directory, cause);
  }
}

/**
 * Directories in the order in which everybody locks them, by device and inode, so that no two wait for each other; one that is
 * named twice comes once.
 *
 * @throws {NodeJS.ErrnoException} ENOENT, EACCES
 */
export async function lockOrder(directories: readonly string[]): Promise<readonly string[]> {
  const byKey = new Map<string, { readonly path: string; readonly dev: bigint; readonly ino: bigint }>();
  for (const path of directories) {
    const { dev, ino } = await stat(path, { bigint: true });
    if (!byKey.has(`${dev} ${ino}`)) byKey.set(`${dev} ${ino}`, { path, dev, ino });
  }
  const inOrder = [...byKey.values()].sort((a, b) => compare(a.dev, b.dev) || compare(a.ino, b.ino));
  return inOrder.map(({ path }) => path);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** By the owner and the mode bits; where there is an ACL, those of the group are its mask. */
function isOpenToOthers({ uid, mode }: BigIntStats): boolean {
  return uid !== 0n || (mode & 0o077n) !== 0n;
}

/** The lock file of a directory is deleted by who has it, so that none is left; who waited for it meanwhile starts over. */
async function acquireFileOf({ dev, ino }: BigIntStats, wait: LockWait): Promise<Lock> {
  const name = `directory-${dev}-${ino}.lock`;
  const path = join(place, name);
  for (;;) {
    const file = await lockRunFile('/', name, wait);
    const isDeleted = (await file.stat()).nlink === 0;
    if (isDeleted) await file.close();
    else return { file: file.fd, release: () => unlink(path).finally(() => file.close()) };
  }
}

async function lockRunFile(sysroot: string, name: string, wait: LockWait): Promise<FileHandle> {
  const path = join(sysroot, place, name);
  const file = await openRunFile(sysroot, name);
  await lockOpenFile(file, path, wait);
  return file;
}

async function openRunFile(sysroot: string, name: string): Promise<FileHandle> {
  const path = join(sysroot, place, name);
  const names = new Map<string, string>();
  try {
    const directory = openRunDirectory(sysroot, names);
    const flags = constants.O_RDONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(join(directory.path, name), flags, 0o600).finally(() => directory.close());
    takeBack(file.fd, 0o600);
    return file;
  } catch (cause) {
    throw notLocked(path, cause, names);
  }
}

/**
 * Symlinks of the machine are followed as far as the directory that is ours.
 *
 * @param names gets the names of what is open on the way, for messages
 */
function openRunDirectory(sysroot: string, names: Map<string, string>): HeldDirectory {
  const above = openOrMakeBelow(sysroot, realPathBelow(sysroot, dirname(place)).path, 0o755);
  names.set(above.path, above.name);
  try {
    const held = openOrMakeBelow(above.path, basename(place), 0o700);
    names.set(held.path, join(above.name, basename(place)));
    takeBack(held.fd, 0o700);
    return held;
  } finally {
    above.close();
  }
}

/** What others may open is root's alone from now on. */
function takeBack(fd: number, mode: number): void {
  if (isRoot() && (fstatSync(fd).mode & 0o077) !== 0) fchmodSync(fd, mode);
}

async function lockOpenFile(file: FileHandle, path: string, wait: LockWait): Promise<void> {
  try {
    await flock(file.fd, wait);
  } catch (cause) {
    await file.close();
    if (cause instanceof ToolError && (cause.code === 'ABORT' || cause.code === 'ENOENT')) throw cause;
    if (isConflict(cause)) throw busy(path, wait, cause);
    throw notLocked(path, cause);
  }
}

function busy(path: string, { waitSeconds }: LockWait, cause: unknown): LockError {
  const why =
    waitSeconds === 0
      ? 'another process has it: try again when that has ended, or wait for it with --wait'
      : `another process has held it for ${waitSeconds} seconds`;
  const message = `cannot lock ${path}: ${why}`;
  return new LockError('BUSY', path, message, { cause });
}

function notLocked(path: string, cause: unknown, names?: ReadonlyMap<string, string>): LockError {
  const message = `cannot lock ${path}: ${failureText(cause, names)}${remedyFor(cause)}`;
  // A cause whose text had to be changed would be told a second time, as it was.
  return new LockError('FAILED', path, message, names ? {} : { cause });
}

/** What to do, where that is known. */
function remedyFor(cause: unknown): string {
  const code = errorCode(cause);
  if (code === 'EROFS') return `; ${place} must be writable: mount -t tmpfs tmpfs /run`;
  return code === 'EACCES' || code === 'EPERM' ? ': run as root' : '';
}
