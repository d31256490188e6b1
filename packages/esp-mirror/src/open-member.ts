import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { readFatState, repairFat } from '@twinroot/lib-blockdev';
import { mountIn, openPrivateNamespace, type PrivateNamespace, privateMountPoint } from '@twinroot/lib-mount';
import { type OpenRoot, openRoot } from '@twinroot/lib-tree';
import type { MemberCheck } from './check-member.ts';

/** A member that can be read or written through `path`, until it is closed. */
export interface OpenMember {
  readonly path: string;
  /** Free bytes. */
  readonly free: number;
  /** Bytes in a cluster. */
  readonly cluster: number;
  /** What is to be heard of its state, whatever is done then. */
  readonly remarks: readonly string[];
  close(): Promise<void>;
}

/** Where members are opened, and how. */
export interface Machine {
  readonly sysroot: string;
  /** Whether the machine below sysroot is the one that runs: its device numbers can be compared. */
  readonly live: boolean;
  /** The namespace for members that are mounted for the run only; opened when the first is due. */
  readonly namespace: () => Promise<PrivateNamespace>;
  /** Whether a mirror that is not mounted is repaired first. */
  readonly fsck: boolean;
}

/** A namespace that is opened once, when it is asked for, and closed with whoever asked. */
export function privateNamespace(signal: AbortSignal): {
  readonly open: () => Promise<PrivateNamespace>;
  readonly close: () => Promise<void>;
} {
  let opened: Promise<PrivateNamespace> | undefined;
  return {
    open: () => {
      opened ??= openPrivateNamespace(signal);
      return opened;
    },
    close: async () => {
      if (opened !== undefined) await (await opened).close();
    },
  };
}

/** Mount options of a member that is mounted for the run: nobody else, no programs, no links. */
const mountOptions = ['umask=0077', 'nodev', 'nosuid', 'noexec', 'nosymfollow'];

/**
 * Opens a member that was checked, where it is mounted, or mounted in a namespace that nobody else sees.
 *
 * @param use for `read` it is mounted read-only: without, the file system alone would write
 * @throws {Error} when what is opened is not on the device that was checked, or cannot be mounted
 */
export async function openMember(
  check: Extract<MemberCheck, { kind: 'mounted' | 'unmounted' }>,
  partuuid: string,
  use: 'read' | 'write',
  machine: Machine,
): Promise<OpenMember> {
  if (check.kind === 'mounted')
    return opened(openRoot(join(machine.sysroot, check.mountpoint)), check.majmin, machine);
  if (!machine.live) {
    // Its device may be another one here, or one of this machine's own.
    throw new Error(
      `${check.device} is not mounted, and the machine below ${machine.sysroot} is not running`,
    );
  }
  const remarks = await lookedAt(check.device, machine.fsck && use === 'write');
  const target = privateMountPoint(machine.sysroot, partuuid);
  const path = await mountIn(await machine.namespace(), {
    device: check.device,
    target,
    fstype: 'vfat',
    options: [...mountOptions, ...(use === 'read' ? ['ro'] : [])].join(','),
  });
  return opened(openRoot(path), check.majmin, machine, remarks);
}

/** Looks how a volume was left, before the kernel marks it as mounted, and repairs it where that is wished. */
async function lookedAt(device: string, fsck: boolean): Promise<readonly string[]> {
  if (fsck) return (await repairFat(device)) ? [`${device} had errors, which fsck.vfat repaired`] : [];
  const state = await readFatState(device);
  return state?.isDirty ? [`${device} was not unmounted cleanly: use --fsck to check and repair it`] : [];
}

/** Opens a plain directory. */
export async function openDirectory(path: string): Promise<OpenMember> {
  return withSpace(openRoot(path), []);
}

async function opened(
  root: OpenRoot,
  majmin: string,
  { live, fsck }: Machine,
  remarks?: readonly string[],
): Promise<OpenMember> {
  if (live && deviceNumber(root.device) !== majmin) {
    await root.close();
    throw new Error(`${root.name} is on device ${deviceNumber(root.device)}, not on ${majmin}`);
  }
  // A volume that is mounted cannot be checked, and to its users it must not be.
  const mounted = fsck ? [`${root.name} is mounted, so it was not checked`] : [];
  return withSpace(root, remarks ?? mounted);
}

async function withSpace(root: OpenRoot, remarks: readonly string[]): Promise<OpenMember> {
  const { bavail, bsize } = await statfs(root.path);
  return { path: root.path, free: bavail * bsize, cluster: bsize, remarks, close: () => root.close() };
}

/** `8:1` for a device number as stat(2) gives it. Source: Linux include/linux/kdev_t.h, new_encode_dev. */
function deviceNumber(device: number): string {
  const major = Math.floor(device / 256) % 4096;
  const minor = (device % 256) + Math.floor(device / 2 ** 20) * 256;
  return `${major}:${minor}`;
}
