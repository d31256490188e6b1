import type { BlockDevice } from '@twinroot/lib-blockdev';
import type * as v from 'valibot';
import type { driverSchema, initrdSchema } from './initrd-schemas.ts';
import type {
  arraySchema,
  btrfsSchema,
  fileSchema,
  firmwareSchema,
  hostSchema,
  luksSchema,
  memberSchema,
  poolSchema,
  volumeSchema,
} from './schemas.ts';

type Of<S extends v.GenericSchema> = DeepReadonly<v.InferOutput<S>>;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type HostFacts = Of<typeof hostSchema>;
export type MdArray = Of<typeof arraySchema>;
export type BtrfsFacts = Of<typeof btrfsSchema>;
export type ZfsPool = Of<typeof poolSchema>;
export type LogicalVolume = Of<typeof volumeSchema>;
export type LuksVolume = Of<typeof luksSchema>;
export type FirmwareFacts = Of<typeof firmwareSchema>;
export type MemberState = Of<typeof memberSchema>;
export type FileFacts = Of<typeof fileSchema>;
export type InitrdFacts = Of<typeof initrdSchema>;
export type DriverFacts = Of<typeof driverSchema>;

/** A member with what is on it. */
export interface MemberFacts extends MemberState {
  /** loader/esp-sync as it is; null without one. */
  readonly registry: string | null;
  /** By path below the member. */
  readonly files: ReadonlyMap<string, FileFacts>;
  /** By path below the member; of those that were looked into. */
  readonly initrds: ReadonlyMap<string, InitrdFacts>;
}

/** All that the judgement on a machine needs to know of it: plain data, without secrets. */
export interface MachineFacts {
  readonly host: HostFacts;
  /** By path: /etc/fstab, /etc/crypttab, /proc/cmdline, /proc/self/mountinfo, … */
  readonly texts: ReadonlyMap<string, string>;
  /** Where texts are that are reached by a symlink, by the path that is judged: absolute, as the machine names it. */
  readonly links: ReadonlyMap<string, string>;
  readonly devices: readonly BlockDevice[];
  readonly arrays: readonly MdArray[];
  readonly btrfs: readonly BtrfsFacts[];
  readonly pools: readonly ZfsPool[];
  readonly volumes: readonly LogicalVolume[];
  readonly luks: readonly LuksVolume[];
  readonly firmware: FirmwareFacts;
  /** Releases of which the root that runs has modules; null: not known. */
  readonly modules: readonly string[] | null;
  /** By release, those of the modules that a root may need that are built into the kernel; a release that is not there: not known. */
  readonly builtin: ReadonlyMap<string, readonly string[]>;
  /** What drives the disks that are there; a disk that is not named: not known. */
  readonly drivers: readonly DriverFacts[];
  readonly members: readonly MemberFacts[];
  /** The initrd of the system that runs, where it is on its root; null: it is not, or was not looked into. */
  readonly ownInitrd: InitrdFacts | null;
  /** What could not be found out, and why, by topic. */
  readonly unknown: ReadonlyMap<string, string>;
}
