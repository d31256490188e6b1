import { lstatSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type ChrootMounts,
  type DeviceMount,
  openPrivateChroot,
  type PrivateChroot,
  privateMountPoint,
} from '@twinroot/lib-mount';
import { namesIn } from '@twinroot/lib-sysroot';

/** The root of a generation in which programs run. */
export interface GenerationRoot {
  /** Of the machine. */
  readonly sysroot: string;
  /** Device node of the btrfs. */
  readonly device: string;
  /** Where the top of the btrfs is reached. */
  readonly top: string;
  /** Of the root, below the top. */
  readonly subvolume: string;
  /** Of the command that needs it. */
  readonly command: string;
  readonly isReadOnly: boolean;
  /** A directory of the machine that is its /tmp; null: an empty one, where it has that directory. */
  readonly tmp: string | null;
  /** What else is mounted below it, in order. */
  readonly below: readonly DeviceMount[];
  /** What belongs into its /run, which is empty otherwise. */
  readonly inRun: ChrootMounts['inRun'];
}

/**
 * Opens the root of a generation for its own programs, as its own machine: with /dev, /proc, /sys to read, an empty /run, and a /tmp. Its
 * /boot is its own, and no ESP and no EFI variable is there, see openPrivateChroot.
 *
 * @throws {ToolError} ABORT; what mount(8) said
 */
export function openGenerationRoot(root: GenerationRoot, signal: AbortSignal): Promise<PrivateChroot> {
  const { sysroot, device, top, subvolume, command, isReadOnly, tmp, below, inRun } = root;
  const mounts: ChrootMounts = {
    root: {
      device,
      target: privateMountPoint(sysroot, `${command}-${process.pid}`),
      fstype: 'btrfs',
      options: `subvol=/${subvolume}${isReadOnly ? ',ro' : ''}`,
    },
    below: [...tmpMounts(join(top, subvolume), tmp), ...below],
    hidden: [],
    files: [],
    ...(inRun === undefined ? {} : { inRun }),
  };
  return openPrivateChroot(mounts, signal);
}

/**
 * Takes away the empty directories on which runs of a command that were killed had such a root. The caller has the lock of all of them.
 *
 * @throws {NodeJS.ErrnoException} EACCES, EROFS
 */
export function takeLeftRoots(sysroot: string, command: string): void {
  const places = dirname(privateMountPoint(sysroot, command));
  for (const name of namesIn(places)) {
    const [, of] = /^(.+)-\d+$/.exec(name) ?? [];
    if (of === command) rmdirSync(join(places, name));
  }
}

function tmpMounts(root: string, tmp: string | null): readonly DeviceMount[] {
  const target = '/tmp';
  if (tmp !== null) return [{ device: tmp, target, fstype: 'none', options: 'bind' }];
  return lstatSync(join(root, 'tmp'), { throwIfNoEntry: false })?.isDirectory()
    ? [{ device: 'tmpfs', target, fstype: 'tmpfs', options: 'mode=1777' }]
    : [];
}
