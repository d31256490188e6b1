import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { foldPath } from '@twinroot/lib-fat';
import { majminOf, unlessEnded } from '@twinroot/lib-machine';
import { namesIn } from '@twinroot/lib-sysroot';
import { beginTurn, byDirectPath } from '@twinroot/lib-tree';
import { sharedMappings } from '../decide/writable-mappings.ts';

/** A process that has a file open for writing, or mapped so. */
export interface Writer {
  /** Of the file, as it was asked for. */
  readonly path: string;
  readonly pid: string;
  /** What the process is called (proc_pid_comm(5)). */
  readonly name: string;
}

/**
 * The processes that have one of these files open for writing, as far as they can be looked at: as root all that are in its PID
 * namespace, which takes CAP_SYS_PTRACE as soon as they have a capability more (ptrace(2), PTRACE_MODE_READ_FSCREDS).
 *
 * A lease (fcntl(2), F_SETLEASE) would tell of any process, but cannot be had from Node, and /proc/locks lists no open files.
 *
 * @param root directory of the files
 * @param paths below it; one that is not there is nobody's
 * @param pids among which is looked; absent: all
 */
export function readWriters(
  root: string,
  paths: readonly string[],
  pids?: readonly string[],
): readonly Writer[] {
  const wanted = noFiles();
  for (const path of paths) want(wanted, root, path);
  return writersOf(wanted, pids);
}

/**
 * The same of very many files, in turns with all else.
 *
 * @throws {Error} the signal's reason
 */
export async function readManyWriters(
  root: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly Writer[]> {
  const wanted = await byDirectPath(root, async (direct) => {
    const turn = beginTurn(signal);
    const files = noFiles();
    for (const path of paths) {
      want(files, direct, path);
      if (turn.isOver()) await turn.pause();
    }
    return files;
  });
  return writersOf(wanted);
}

function writersOf(wanted: WantedFiles, pids?: readonly string[]): readonly Writer[] {
  if (wanted.byInode.size === 0) return [];
  // What this process itself has open was left to it by who started it: it writes nothing there.
  const processes = (pids ?? namesIn('/proc').filter((name) => /^\d+$/.test(name))).filter(
    (pid) => pid !== String(process.pid),
  );
  return processes.flatMap((pid) =>
    [...new Set([...openedBy(pid, wanted), ...mappedBy(pid, wanted)])].map((path) => ({
      path,
      pid,
      name: nameOf(pid),
    })),
  );
}

/** Files that are looked for, by all that a process may show of them. */
interface WantedFiles {
  /** By the number of their inode, in digits. */
  readonly byInode: Map<string, WantedFile[]>;
  /** Last names, folded. */
  readonly names: Set<string>;
}

interface WantedFile {
  readonly path: string;
  /** Device number, as stat(2) has it. */
  readonly device: bigint;
}

function noFiles(): WantedFiles {
  return { byInode: new Map(), names: new Set() };
}

function want(wanted: WantedFiles, root: string, path: string): void {
  const stat = lstatSync(`${root}/${path}`, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return;
  const inode = String(stat.ino);
  const file = { path, device: stat.dev };
  const others = wanted.byInode.get(inode);
  if (others === undefined) wanted.byInode.set(inode, [file]);
  else others.push(file);
  wanted.names.add(foldPath(basename(path)));
}

function openedBy(pid: string, wanted: WantedFiles): readonly string[] {
  return (
    unlessClosed(() => {
      const found: string[] = [];
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        const path = unlessGone(() => openedAs(pid, fd, wanted));
        if (path !== null) found.push(path);
      }
      return found;
    }) ?? []
  );
}

/** Which of the files a file descriptor has open for writing. */
function openedAs(pid: string, fd: string, wanted: WantedFiles): string | null {
  const link = `/proc/${pid}/fd/${fd}`;
  const target = readlinkSync(link);
  // The mode of the link is that in which the file is open (Linux fs/proc/fd.c, tid_fd_update_inode).
  if (!target.startsWith('/') || (lstatSync(link).mode & 0o200) === 0) return null;
  // Only what may be one of them is asked itself: on a network file system whose server is gone that takes for ever.
  if (!wanted.names.has(foldPath(basename(target))) && !isInodeOf(pid, fd, wanted)) return null;
  const { dev, ino } = statSync(link, { bigint: true });
  return wanted.byInode.get(String(ino))?.findLast(({ device }) => device === dev)?.path ?? null;
}

/** By what the kernel has in memory (proc_pid_fdinfo(5), since Linux 5.14): the file may be open under another name, FAT's short one. */
function isInodeOf(pid: string, fd: string, { byInode }: WantedFiles): boolean {
  const [, inode] = /^ino:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')) ?? [];
  return inode !== undefined && byInode.has(inode);
}

function mappedBy(pid: string, { byInode }: WantedFiles): readonly string[] {
  const maps = unlessClosed(() => readFileSync(`/proc/${pid}/maps`, 'utf8')) ?? '';
  return sharedMappings(maps).flatMap(({ majmin, inode }) => {
    const file = byInode.get(inode)?.findLast(({ device }) => majminOf(device) === majmin);
    return file === undefined ? [] : [file.path];
  });
}

function nameOf(pid: string): string {
  return unlessClosed(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'a process';
}

/** Null for a process that has ended, or that we may not look at. */
function unlessClosed<T>(look: () => T): T | null {
  try {
    return unlessEnded(look);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EACCES' || code === 'EPERM') return null;
    throw error;
  }
}

/** Null for a file descriptor that was closed meanwhile. */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
