import type { ImageLayout } from './image-layout.ts';

/** A file that an image was built from. */
export interface UkiPart {
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** Where a part lies in an image. */
export interface PartRange {
  readonly part: UkiPart;
  /** Bytes from the beginning of the file. */
  readonly at: number;
}

/**
 * Where the initrds of an image lie, if they are these: several are one behind the other, each filled up with zeros to four bytes, and
 * what the configuration of ukify(1) names comes before them.
 *
 * Source: systemd src/ukify/ukify.py (join_initrds, config_list_prepend).
 *
 * @returns null: the section is too short for them
 */
export function initrdRanges(
  { sections }: ImageLayout,
  initrds: readonly UkiPart[],
): readonly PartRange[] | null {
  if (initrds.length === 0) return [];
  const section = sections.find(({ name }) => name === '.initrd');
  if (section === undefined) return null;
  const padded = (size: number) => Math.ceil(size / 4) * 4;
  const all = initrds.reduce((sum, { size }) => sum + padded(size), 0);
  const [only] = initrds;
  // One alone is taken as it is.
  const isAsItIs = initrds.length === 1 && section.length === only?.size;
  let at = section.at + section.length - (isAsItIs ? section.length : all);
  if (at < section.at) return null;
  const ranges: PartRange[] = [];
  for (const part of initrds) {
    ranges.push({ part, at });
    at += padded(part.size);
  }
  return ranges;
}
