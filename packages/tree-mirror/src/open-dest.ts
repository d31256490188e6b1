import { realpathSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path/posix';
import { readFstab } from '@twinroot/lib-fstab';
import { mountHolding, mountIdOfFile, readMountTable } from '@twinroot/lib-mountinfo';
import type { SyncItem } from '@twinroot/lib-record';
import { copyFault, defaultRsyncOpts, isContent, isOneFileSystem } from '@twinroot/lib-rsync';
import type { Call } from './call.ts';

/** A destination that may be written, or why it may not. */
export type Dest =
  | {
      readonly kind: 'open';
      /** The directory that is written into: open, so that no unmount bares what is below it. */
      readonly directory: FileHandle;
      /** What is written: nothing, for the directory itself, or the name of a file in it. */
      readonly name: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Opens a destination, after everything has been looked at again, because records are hints: that both ends are there, on
 * mounts of their own, of different file systems, writable, and none in the way of the other.
 *
 * The directory is opened first and judged then. What was opened is the mount that was judged: the kernel says which mount
 * an open file is on (proc_pid_fdinfo(5), mnt_id).
 */
export async function openDest(context: Call, item: SyncItem, path: string): Promise<Dest> {
  const { sysroot } = context;
  const source = lookAt(sysroot, item.source);
  if (source.stats === undefined) return refused(`its source ${item.source} does not exist`);
  const dest = lookAt(sysroot, path);
  const isDirectory = dest.stats?.isDirectory() ?? true;
  if (!isDirectory && source.stats.isDirectory()) return refused('it is not a directory, but its source is');
  const whole = join(sysroot, isDirectory ? dest.real : dirname(dest.real));
  const directory = dest.stats === undefined ? undefined : await open(whole, 'r');
  let isOurs = false;
  try {
    const why = await whyNot(context, item, { source: source.real, dest: dest.real }, directory);
    if (why !== undefined || !directory) return refused(why ?? 'it does not exist: create the directory');
    isOurs = true;
    return { kind: 'open', directory, name: isDirectory ? '' : basename(dest.real) };
  } finally {
    if (!isOurs) await directory?.close();
  }
}

async function whyNot(
  { sysroot }: Call,
  item: SyncItem,
  real: { readonly source: string; readonly dest: string },
  directory: FileHandle | undefined,
): Promise<string | undefined> {
  const { mounts, live } = await readMountTable(sysroot);
  if (!live) return 'it belongs to a captured machine, where nothing can be copied';
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
  if (directory && mountHolding(mounts, real.dest)?.id !== mountIdOfFile(directory.fd)) {
    return 'the mount there has just changed';
  }
  return undefined;
}

/** The real path of another destination; what cannot be looked at is no reason to fail this one. */
function siblingPath(sysroot: string, path: string): string {
  try {
    return lookAt(sysroot, path).real;
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return plainPath(path);
  }
}

function plainPath(path: string): string {
  return normalize(path).replace(/(?<=.)\/$/, '');
}

/** What is at a path of the machine; its real path, of which the last part may be missing. */
function lookAt(sysroot: string, path: string): { readonly real: string; readonly stats: Stats | undefined } {
  const plain = plainPath(path);
  const base = sysroot === '/' ? '' : realpathSync(sysroot);
  try {
    const real = realpathSync(join(sysroot, plain));
    const isInside = real === base || real.startsWith(`${base}/`);
    return { real: isInside ? real.slice(base.length) || '/' : plain, stats: statSync(real) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    return { real: plain, stats: undefined };
  }
}

function refused(why: string): Dest {
  return { kind: 'refused', why };
}
