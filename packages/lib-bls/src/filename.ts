/** The name of an entry file, taken apart. */
export interface EntryName {
  /** Without counter and suffix. */
  readonly stem: string;
  /** Tries left; null when there is no boot counter. */
  readonly left: number | null;
  /** Tries done; null when the name does not say. */
  readonly done: number | null;
  /** `.conf` or `.efi`, as it is spelt. */
  readonly suffix: string;
}

/**
 * Takes `STEM[+LEFT[-DONE]].SUFFIX` apart. A `+` that no counter follows belongs to the stem.
 *
 * Source: UAPI.1 Boot Loader Specification, "Boot counting".
 */
export function parseEntryName(name: string): EntryName {
  const [, base = name, suffix = ''] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? [];
  const counter = /^(.*)\+(\d{1,9})(?:-(\d{1,9}))?$/s.exec(base);
  if (counter === null) return { stem: base, left: null, done: null, suffix };
  const [, stem = '', left = '', done] = counter;
  return { stem, left: Number(left), done: done === undefined ? null : Number(done), suffix };
}

/** The name without its boot counter: an entry is the same entry whatever its counter. */
export function withoutCounter(name: string): string {
  const { stem, suffix } = parseEntryName(name);
  return stem + suffix;
}

/** The name with all its tries given back: `a+0-3.conf` as `a+3.conf`; without a counter as it is. */
export function withAllTries(name: string): string {
  const { stem, left, done, suffix } = parseEntryName(name);
  return left === null ? name : `${stem}+${left + (done ?? 0)}${suffix}`;
}

/** Whether a boot loader counts the tries of an entry with this name. */
export function hasCounter(name: string): boolean {
  return parseEntryName(name).left !== null;
}

/**
 * Whether a boot loader lists a file of `loader/entries` with this name, as a Type #1 entry: not with a dot before it, nor
 * with `auto-`, which systemd-boot keeps for entries that it finds by itself. The case of letters does not count.
 *
 * Source: UAPI.1 Boot Loader Specification; systemd src/boot/boot.c (valid_type1_filename).
 */
export function isType1Name(name: string): boolean {
  return /^(?!\.|auto-).+\.conf$/is.test(name);
}

/**
 * Whether a boot loader lists a file of `EFI/Linux` with this name, as a Type #2 entry; names are passed over as those of
 * Type #1 are.
 *
 * Source: UAPI.1 Boot Loader Specification; systemd src/boot/boot.c (config_load_type2_entries).
 */
export function isType2Name(name: string): boolean {
  return /^(?!\.|auto-).+\.efi$/is.test(name);
}
