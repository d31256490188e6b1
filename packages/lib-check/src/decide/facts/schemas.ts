import * as v from 'valibot';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const absent = <T extends v.GenericSchema>(schema: T) => v.nullable(schema);

/** The machine as a whole. */
export const hostSchema = v.object({
  /** Of the kernel that runs (uname(2)); null of a machine that does not run. */
  release: absent(text),
  /** As boot loaders name it: `x64`. */
  architecture: absent(text),
  /** When it was looked at, seconds since 1970. */
  time: count,
});

/** The same in records, of which it says whether the last one marks the end; absent: an older version wrote them, without. */
export const capturedHostSchema = v.object({ ...hostSchema.entries, hasEnd: v.exactOptional(v.boolean()) });

/** A block device, with lsblk's names. */
export const deviceSchema = v.object({
  name: text,
  path: text,
  majmin: text,
  type: text,
  partuuid: absent(text),
  parttype: absent(text),
  partlabel: absent(text),
  fstype: absent(text),
  uuid: absent(text),
  label: absent(text),
  size: absent(v.number()),
  ro: v.boolean(),
  rm: v.boolean(),
  pttype: absent(text),
  tran: absent(text),
  parents: v.array(text),
  disk: absent(text),
  disks: v.array(text),
});

/** An md array, as /sys/block/NAME/md tells of it (Linux Documentation/admin-guide/md.rst). */
export const arraySchema = v.object({
  path: text,
  /** `raid1` */
  level: text,
  /** How many parts a whole one has (`raid_disks`); 0: not known. */
  raidDisks: count,
  /** What it does: `idle`, `resync`, `recover`, … */
  action: text,
  parts: v.array(
    v.object({
      path: text,
      /** `in_sync`, `spare`, `faulty`, `write_mostly`, …, separated by commas; empty: not known. */
      state: text,
    }),
  ),
});

/** A btrfs over one or more devices. */
export const btrfsSchema = v.object({
  uuid: text,
  devices: v.array(
    v.object({
      id: count,
      /** null: it is missing. */
      path: absent(text),
      /** null: the kernel does not tell. */
      isWriteable: absent(v.boolean()),
      /** What is allocated on it; null: it could not be asked. */
      chunks: absent(
        v.array(v.object({ kind: v.picklist(['data', 'metadata', 'system']), profile: text, bytes: count })),
      ),
    }),
  ),
});

/** A pool of ZFS: its top-level vdevs, all of which it needs. */
export const poolSchema = v.object({
  name: text,
  vdevs: v.array(
    v.object({
      /** `mirror`, `raidz1`, `disk`, … */
      type: text,
      disks: v.array(v.object({ path: text, isOnline: v.boolean() })),
    }),
  ),
});

/** A logical volume. */
export const volumeSchema = v.object({
  /** Device node, as lsblk has it. */
  path: text,
  /** `linear`, `raid1`, … (lvs(8), segtype). */
  segtype: text,
});

/** A LUKS volume: what its header tells, without what is secret in it. */
export const luksSchema = v.object({
  path: text,
  /** Passphrases, key files and tokens. */
  keyslots: count,
  tokens: v.array(
    v.object({
      /** `systemd-tpm2`, `clevis`, … */
      type: text,
      /** PCRs of the TPM that it is bound to. */
      pcrs: v.array(count),
      /** How many key slots it opens. */
      keyslots: count,
    }),
  ),
});

/** What the firmware would start. */
export const firmwareSchema = v.object({
  /** Why it cannot be told, as a clause; null when it can. */
  unknown: absent(text),
  isSecureBoot: absent(v.boolean()),
  /** Of its programs: 32 or 64; null: not known; absent: older captures do not say. */
  bits: v.exactOptional(absent(count)),
  current: absent(text),
  next: absent(text),
  order: v.array(text),
  options: v.array(
    v.object({
      number: text,
      label: text,
      isActive: v.boolean(),
      /** null: it does not start from a partition of a GPT. */
      partuuid: absent(text),
      /** null: it names none. */
      file: absent(text),
    }),
  ),
  /** SbatLevelRT, lines of `COMPONENT,GENERATION`. */
  sbatLevel: absent(text),
  /** LoaderEntryDefault. */
  loaderDefault: absent(text),
});

/** A member of the set: its record, and its file system. */
export const memberSchema = v.object({
  role: v.picklist(['booted', 'mirror']),
  kind: v.picklist(['esp', 'xbootldr']),
  partuuid: text,
  path: absent(text),
  mountpoint: absent(text),
  /** Bytes that are free; null: not known. */
  free: absent(v.number()),
  /** Why what is on it is not known, as a clause; null when it was read. */
  unread: absent(text),
  /** Whether it was left without being unmounted; null: not known. */
  isDirty: absent(v.boolean()),
  /** The random seed; null: there is none. */
  seed: absent(
    v.object({
      size: count,
      /** Whether others than root may read it. */
      isReadable: v.boolean(),
      /** PARTUUIDs of members with the same one. */
      sameAs: v.array(text),
    }),
  ),
  /** Paths below it where something else than a file is and a file is expected (a directory); absent: not looked for. */
  notFiles: v.exactOptional(v.array(text)),
});

/** A program that firmware or a boot loader starts. */
export const imageSchema = v.object({
  pe: v.boolean(),
  /** What it runs on, as its header has it (`Machine`); null of what is no PE image; absent: older captures do not say. */
  machine: v.exactOptional(absent(count)),
  isCut: v.boolean(),
  isCompressed: v.boolean(),
  kernelVersion: absent(text),
  loads: v.array(v.object({ path: text, started: v.boolean() })),
  commandLine: absent(text),
  osId: absent(text),
  /** Of a UKI with an os-release: what a boot loader sorts it by; null: it has none; absent: older captures do not say. */
  sorting: v.exactOptional(absent(v.object({ key: absent(text), version: absent(text) }))),
  isSigned: v.boolean(),
  /** Its .sbat section, lines of `COMPONENT,GENERATION,…`. */
  sbat: absent(text),
});

/** A file of a member. */
export const fileSchema = v.object({
  size: count,
  mtime: v.number(),
  /** SHA-256 in hex; null where it was not taken. */
  digest: absent(text),
  /** Why it cannot be read (`EIO`); null when it can. */
  unreadable: absent(text),
  /** Bytes, one character each, of what a boot loader reads. */
  text: absent(text),
  image: absent(imageSchema),
});
