import { lstatSync, mkdirSync } from 'node:fs';
import {
  type ForegroundOptions,
  runInForeground,
  runTool,
  startHolder,
  type ToolOptions,
} from '@twinroot/lib-tool';
import { mountsLeft, processesLeft } from './chroot-remains.ts';
import type { DeviceMount } from './mount.ts';
import { mountArguments } from './mount.ts';
import { mountIn, openPrivateNamespace, type PrivateNamespace, pathIn } from './private-mount.ts';

/** What is mounted in another root, in order. */
export interface ChrootMounts {
  /** The root itself; its target is the mount point in the namespace. */
  readonly root: DeviceMount;
  /** What is mounted below it; targets are paths of that root. */
  readonly below: readonly DeviceMount[];
  /** Directories of that root that are to look empty. Those that are not there, or are no directories, are passed over. */
  readonly hidden: readonly string[];
  /** Files that stand in the places of others of that root. Where there is none, or it is no regular file, they are passed over. */
  readonly files: readonly { readonly file: string; readonly path: string }[];
  /** Files that are copied into its /run, which is empty otherwise; paths of that root, `/run/systemd/resolve/stub-resolv.conf`. */
  readonly inRun?: readonly { readonly file: string; readonly path: string }[];
  /** A file that stands in the place of /proc/swaps, where programs look for what to resume from; absent: it is the machine's. */
  readonly swaps?: string;
}

/** Another root in which programs run: nothing else is mounted there, and they see no process but their own. */
export interface PrivateChroot {
  /**
   * Runs a program of that root, as a child of runTool.
   *
   * @throws {ToolError} as runTool; EXIT 127 when there is no such program
   */
  run(program: string, args: readonly string[], options?: ToolOptions): Promise<string>;
  /**
   * Runs a program of that root in the foreground, see runInForeground.
   *
   * @throws {ToolError} as runInForeground; EXIT 127 when there is no such program
   */
  runInForeground(program: string, args: readonly string[], options: ForegroundOptions): Promise<void>;
  /** What runs in it yet, by its names as the kernel has them (proc_pid_comm(5)). */
  processesLeft(): readonly string[];
  /** Mount points of that root that programs have mounted, and left; they go when it is closed. */
  mountsLeft(): readonly string[];
  /** Ends whatever runs in it, and unmounts everything. */
  close(): Promise<void>;
}

/**
 * Opens another root for its own programs, in namespaces for mounts and processes. Of the machine it has the devices, sysfs to read
 * without what is mounted in it (so no EFI variables), and what udev knows; its /run is empty. Process 1 is one of that root: what
 * asks whether it is in a chroot by comparing / with /proc/1/root (ischroot(1)) takes it for the machine's, which is meant here. When this
 * process is killed, all that runs there is killed, too (pid_namespaces(7)).
 *
 * @throws {ToolError} EXIT with what mount(8), unshare(1) or chroot(1) said, ABORT
 */
export async function openPrivateChroot(mounts: ChrootMounts, signal?: AbortSignal): Promise<PrivateChroot> {
  const namespace = await openPrivateNamespace(signal);
  try {
    const reach = await mountIn(namespace, mounts.root);
    const at = (path: string) => `${mounts.root.target}${path}`;
    const below = (mount: DeviceMount) => mountBelow(namespace, { ...mount, target: at(mount.target) });
    for (const mount of mounts.below) await below(mount);
    await below({ device: '/dev', target: '/dev', fstype: 'none', options: 'bind' });
    for (const path of ['/dev/pts', '/dev/shm'])
      if (isDirectory(path)) await below({ device: path, target: path, fstype: 'none', options: 'bind' });
    await below({ device: '/sys', target: '/sys', fstype: 'none', options: 'bind,ro' });
    await below({ device: 'tmpfs', target: '/run', fstype: 'tmpfs', options: 'mode=0755' });
    if (isDirectory('/run/udev')) {
      mkdirSync(`${reach}/run/udev`);
      await below({ device: '/run/udev', target: '/run/udev', fstype: 'none', options: 'bind,ro' });
    }
    for (const { file, path } of mounts.inRun ?? [])
      await runTool('install', ['-D', '--mode=644', '--', file, `${reach}${path}`]);
    for (const path of mounts.hidden)
      if (isDirectory(`${reach}${path}`))
        await below({ device: 'tmpfs', target: path, fstype: 'tmpfs', options: 'ro' });
    for (const { file, path } of mounts.files)
      if (lstatSync(`${reach}${path}`, { throwIfNoEntry: false })?.isFile())
        await below({ device: file, target: path, fstype: 'none', options: 'bind,ro' });
    const first = await startHolder(
      'nsenter',
      [...into(namespace), 'unshare', '--pid', '--fork', '--kill-child', '--', 'chroot', mounts.root.target],
      signal ? { signal } : {},
    );
    const enter = [`--pid=/proc/${first.pid}/ns/pid_for_children`, ...into(namespace)];
    const close = async () => {
      await first.release();
      for (const path of mountsLeft(namespace, mounts.root.target).toReversed())
        await runTool('nsenter', [...into(namespace), 'umount', '--', at(path)]);
      await namespace.close();
    };
    try {
      const proc = { device: 'proc', target: at('/proc'), fstype: 'proc', options: 'nosuid,nodev,noexec' };
      await runTool('nsenter', [...enter, 'mount', ...mountArguments(proc)]);
      namespace.mounted.push(proc.target);
      if (mounts.swaps !== undefined)
        await below({ device: mounts.swaps, target: '/proc/swaps', fstype: 'none', options: 'bind' });
    } catch (error) {
      await first.release();
      throw error;
    }
    return {
      run: (program, args, options) =>
        runTool('nsenter', [...enter, 'chroot', mounts.root.target, program, ...args], options),
      runInForeground: (program, args, options) =>
        runInForeground('nsenter', [...enter, 'chroot', mounts.root.target, program, ...args], options),
      processesLeft: () => processesLeft(first.pid),
      mountsLeft: () => mountsLeft(namespace, mounts.root.target),
      close,
    };
  } catch (error) {
    await namespace.close();
    throw error;
  }
}

/** A mount point that is in the namespace already. */
async function mountBelow(namespace: PrivateNamespace, mount: DeviceMount): Promise<void> {
  pathIn(namespace, mount.target); // it is still there
  await runTool('nsenter', [...into(namespace), 'mount', ...mountArguments(mount)], { timeoutSeconds: 120 });
  namespace.mounted.push(mount.target);
}

function into({ holder }: PrivateNamespace): readonly string[] {
  return ['--target', String(holder.pid), '--mount', '--root', '--'];
}

function isDirectory(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
