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
