import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path/posix';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { readFstab } from '@twinroot/lib-fstab';
import { holdsRoot } from '@twinroot/lib-machine';
import { type Mount, mountHolding, mountIdOfFile, readMountTable } from '@twinroot/lib-mountinfo';
import type { SyncItem } from '@twinroot/lib-record';
import {
  canDelete,
  copyFault,
  defaultRsyncOpts,
  isContent,
  isOneFileSystem,
  whyNotOption,
  whyNotRoot,
} from '@twinroot/lib-rsync';
import { plainPath } from '@twinroot/lib-sysroot';
import { whyOtherSource } from '../decide/source-mount.ts';
import { type FoundPath, findPath } from './find-path.ts';

/** A destination that may be written. */
export interface OpenDestination {
  readonly kind: 'open';
  /** The directory that is copied: open, so that nothing is unmounted between a look at it and its copy; null for a file. */
  readonly source: FileHandle | null;
  /** The directory that is written into: open, so that no unmount bares what is below it. */
  readonly directory: FileHandle;
  /** What is written: nothing, for the directory itself, or the name of a file in it. */
  readonly name: string;
  /** The path of what is written, without symlinks. */
  readonly real: string;
  /** Type of the file system that is written to. */
  readonly fstype: string;
  close(): Promise<void>;
}

/** A destination that may be written, or why it may not, or cannot. */
export type Destination = OpenDestination | Refusal | { readonly kind: 'failed'; readonly reason: string };

/**
 * Opens a destination, after everything has been looked at again, because records are hints: that both ends are there, on
 * mounts of their own, of different file systems, writable, and none in the way of the other; and that the source is on the
 * mount that its item names.
 *
 * The directories are opened first and judged then. What was opened is the mount that was judged: the kernel says which mount
 * an open file is on (proc_pid_fdinfo(5), mnt_id).
 */
export async function openDestination(sysroot: string, item: SyncItem, path: string): Promise<Destination> {
  try {
    return await openJudged(sysroot, item, path);
  } catch (error) {
    // A disk that died answers with an error wherever it is looked at: the next destination is tried.
    if (!isSystemError(error)) throw error;
    return { kind: 'failed', reason: `it cannot be examined: ${error.message}` };
  }
}

async function openJudged(sysroot: string, item: SyncItem, path: string): Promise<Destination> {
  for (const option of item.rsync_opts ?? []) {
    const why = whyNotOption(option);
    if (why !== null) return refused(`it is not copied with ${option}: ${why}`);
  }
  const source = findPath(sysroot, item.source);
  if (source.stats === null) return refused(`its source ${item.source} does not exist`);
  const dest = findPath(sysroot, path);
  const isDirectory = dest.stats?.isDirectory() ?? true;
  if (!isDirectory && source.stats.isDirectory()) return refused('it is not a directory, but its source is');
  const written = join(sysroot, isDirectory ? dest.real : dirname(dest.real));
  const files: FileHandle[] = [];
  const close = async () => {
    for (const file of files) await file.close();
  };
  const opened = async (place: string) => {
    const file = await open(place, 'r');
    files.push(file);
    return file;
  };
  let isOurs = false;
  try {
    // A pipe would wait for its other end.
    const from = source.stats.isDirectory() ? await opened(join(sysroot, source.real)) : null;
    const directory = dest.stats === null ? null : await opened(written);
    const mount = await judgedMount(sysroot, item, { source, dest }, { source: from, dest: directory });
    if (typeof mount === 'string') return refused(mount);
    if (directory === null) return refused('it does not exist: create the directory');
    if (isDirectory && from !== null && isRootReplaced(item, from, directory))
      return refused(`it ${whyNotRoot(item.source, path)}`);
    isOurs = true;
    const name = isDirectory ? '' : basename(dest.real);
    return { kind: 'open', source: from, directory, name, real: dest.real, fstype: mount.fstype, close };
  } finally {
    if (!isOurs) await close();
  }
}

/** Whether the content of something else would replace a root: all that the root has, but its source has not, would be deleted. */
function isRootReplaced({ source, rsync_opts: opts }: SyncItem, from: FileHandle, to: FileHandle): boolean {
  const [own, theirs] = [from, to].map(({ fd }) => holdsRoot(`/proc/self/fd/${fd}`));
  return isContent(source) && canDelete(opts ?? defaultRsyncOpts) && theirs === true && own === false;
}

/** Both ends of a copy. */
interface Ends<T> {
  readonly source: T;
  readonly dest: T;
}

/** The mount that is written to, or why it must not be. */
async function judgedMount(
  sysroot: string,
  item: SyncItem,
  found: Ends<FoundPath>,
  opened: Ends<FileHandle | null>,
): Promise<Mount | string> {
  const { mounts, live } = await readMountTable(sysroot);
  if (!live) return 'it belongs to a captured machine, where nothing can be copied';
  const real = { source: found.source.real, dest: found.dest.real };
  const wanted = (await readFstab(sysroot)).map(({ mountpoint }) => mountpoint);
  const siblings = item.dest.map((path) => siblingPath(sysroot, path)).filter((path) => path !== real.dest);
  const fault = copyFault(
    mounts,
    { wanted, siblings },
    {
      ...real,
      asDirectory: !isContent(item.source),
      oneFileSystem: isOneFileSystem(item.rsync_opts ?? defaultRsyncOpts),
    },
  );
  if (fault !== null) return `it ${fault}`;
  const from = mountHolding(mounts, real.source);
  const other = whyOtherSource(item.source_mount, from);
  if (other !== null) return other;
  const to = mountHolding(mounts, real.dest);
  if (to === null || (opened.dest && to.id !== mountIdOfFile(opened.dest.fd)))
    return 'the mount there has just changed';
  if (opened.source && from?.id !== mountIdOfFile(opened.source.fd))
    return 'the mount of its source has just changed';
  return to;
}

/** The real path of another destination; one that cannot be looked at is no reason to fail this one. */
function siblingPath(sysroot: string, path: string): string {
  try {
    return findPath(sysroot, path).real;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return plainPath(path);
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
