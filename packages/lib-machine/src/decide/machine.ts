import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { FstabEntry } from '@twinroot/lib-fstab';
import type { Mount } from '@twinroot/lib-mountinfo';

/** What a machine has, as it was when it was read: plain data, which everything that decides works on. */
export interface Machine {
  /** Where it was looked up: an absolute path, `/` for the machine that runs. */
  readonly sysroot: string;
  /** Whether its file systems can be looked at and written: false for a captured machine. */
  readonly live: boolean;
  /** Mount points are as the machine below `sysroot` names them; in the order of the kernel's table. */
  readonly mounts: readonly Mount[];
  readonly devices: readonly BlockDevice[];
  /** fstab(5); empty without one. */
  readonly fstab: readonly FstabEntry[];
  /** Device nodes, as `devices` has them, by the sources of mounts and of fstab that are other names of them (`/dev/dm-0`, a link of udev). */
  readonly sources: ReadonlyMap<string, string>;
}
