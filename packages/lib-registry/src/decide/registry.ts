import type { Partuuid } from '@twinroot/lib-blockdev';

/** A state of the set's content: the number is for people, the random id (32 hex digits) tells it from every other. */
export interface Generation {
  readonly number: number;
  readonly id: string;
}

/** A partition of the set. */
export interface RegistryMember {
  readonly kind: 'esp' | 'xbootldr';
  readonly partuuid: Partuuid;
}

/** A partition that left the set. */
export interface GoneMember extends RegistryMember {
  /** Id of the generation with which it left. */
  readonly generation: string;
}

/** What is known of a file's content. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970, whole. */
  readonly mtime: number;
  /** SHA-256 in hex; null where it was not taken. */
  readonly digest: string | null;
}

/** A file of the manifest. */
export interface ManifestFile extends FileState {
  /** As FAT folds it, entries without their boot counter. */
  readonly path: string;
  readonly digest: string;
}

/** A state in which a run of ours may leave a path; null: nothing is there. */
export interface PathState {
  /** As in the manifest. */
  readonly path: string;
  readonly file: FileState | null;
}

/** A run that is under way on a member. */
export interface Becoming {
  readonly generation: Generation;
  /** The member from which it is mirrored. */
  readonly from: Partuuid;
  /** Ancestors of that generation, the newest first. */
  readonly parents: readonly Generation[];
  /** What a path may be beside what the manifest says, in the order in which it comes about; the last of a path is how it ends. */
  readonly states: readonly PathState[];
}

/** A boot without a member. */
export interface AloneBoot {
  readonly bootId: string;
  /** Seconds since 1970. */
  readonly time: number;
  /** The member that was missing. */
  readonly missing: Partuuid;
}

/** What loader/esp-sync says. */
export interface Registry {
  /** 32 hex digits: tells our set from another machine's. */
  readonly set: string;
  readonly members: readonly RegistryMember[];
  /** The last ones that left, the newest first. */
  readonly gone: readonly GoneMember[];
  readonly generation: Generation;
  /** Its ancestors, the newest first. */
  readonly parents: readonly Generation[];
  /** The member on which the generation was made. */
  readonly source: Partuuid;
  /** The generation of which a cut run has brought a part here, and all that is in this one beside its parent; null: none. */
  readonly partOf: Generation | null;
  readonly becoming: Becoming | null;
  /** The last boots without a member, the newest first. */
  readonly alone: readonly AloneBoot[];
  /** Comments and lines with keys that this version does not know, as they are. */
  readonly others: readonly string[];
  readonly files: readonly ManifestFile[];
}

/** The most that a registry has of each; what is longer is not one. */
export const registryLimits = {
  bytes: 16 * 1024 * 1024,
  members: 64,
  gone: 8,
  parents: 64,
  alone: 8,
  files: 100_000,
} as const;
