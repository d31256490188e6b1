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

/** The most tries that a boot loader counts; what is larger is no counter (systemd src/boot/boot.c, boot_entry_parse_tries). */
const mostTries = 2 ** 31 - 1;

/**
 * Takes `STEM[+LEFT[-DONE]].SUFFIX` apart. A `+` that no counter follows belongs to the stem.
 *
 * Source: UAPI.1 Boot Loader Specification, "Boot counting".
 */
export function parseEntryName(name: string): EntryName {
  const [, base = name, suffix = ''] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? [];
  const [, stem = base, left, done] = /^(.*)\+(\d{1,10})(?:-(\d{1,10}))?$/s.exec(base) ?? [];
  const [tries, tried] = [Number(left ?? Number.NaN), Number(done ?? 0)];
  if (!(tries <= mostTries && tried <= mostTries)) return { stem: base, left: null, done: null, suffix };
  return { stem, left: tries, done: done === undefined ? null : tried, suffix };
}

/** The name without its boot counter: an entry is the same entry whatever its counter. */
export function withoutCounter(name: string): string {
  const { stem, suffix } = parseEntryName(name);
  return stem + suffix;
}

/** The name with all its tries given back, as many as can be counted: `a+0-3.conf` as `a+3.conf`; without a counter as it is. */
export function withAllTries(name: string): string {
  const { stem, left, done, suffix } = parseEntryName(name);
  return left === null ? name : `${stem}+${Math.min(left + (done ?? 0), mostTries)}${suffix}`;
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
