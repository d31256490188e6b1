import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import { foldPath } from '@twinroot/lib-fat';
import { majminOf, unlessEnded } from '@twinroot/lib-machine';
import { namesIn } from '@twinroot/lib-sysroot';
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
  const wanted = wantedFiles(root, paths);
  if (wanted.byIdentity.size === 0) return [];
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
  /** Paths by `DEV:INO` of stat(2). */
  readonly byIdentity: Map<string, string>;
  /** Paths by `MAJOR:MINOR INODE`. */
  readonly byDevice: Map<string, string>;
  readonly inodes: Set<string>;
  /** Last names, folded. */
  readonly names: Set<string>;
}

function wantedFiles(root: string, paths: readonly string[]): WantedFiles {
  const wanted: WantedFiles = {
    byIdentity: new Map(),
    byDevice: new Map(),
    inodes: new Set(),
    names: new Set(),
  };
  for (const path of paths) {
    const stat = lstatSync(`${root}/${path}`, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) continue;
    wanted.byIdentity.set(`${stat.dev}:${stat.ino}`, path);
    wanted.byDevice.set(`${majminOf(stat.dev)} ${stat.ino}`, path);
    wanted.inodes.add(String(stat.ino));
    wanted.names.add(foldPath(basename(path)));
  }
  return wanted;
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
  return wanted.byIdentity.get(`${dev}:${ino}`) ?? null;
}

/** By what the kernel has in memory (proc_pid_fdinfo(5), since Linux 5.14): the file may be open under another name, FAT's short one. */
function isInodeOf(pid: string, fd: string, { inodes }: WantedFiles): boolean {
  const [, inode] = /^ino:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')) ?? [];
  return inode !== undefined && inodes.has(inode);
}

function mappedBy(pid: string, { byDevice }: WantedFiles): readonly string[] {
  const maps = unlessClosed(() => readFileSync(`/proc/${pid}/maps`, 'utf8')) ?? '';
  return sharedMappings(maps).flatMap(({ majmin, inode }) => byDevice.get(`${majmin} ${inode}`) ?? []);
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
