/** Partitions begin and end at a multiple of 1 MiB, sfdisk's own alignment (libfdisk alignment.c). */
export const grain = 1024 * 1024;

/** The next multiple of 1 MiB. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / grain) * grain;
}

/** A size for people: in MiB, with a decimal where it is not whole. */
export function mebibytes(bytes: number): string {
  const value = bytes / grain;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} MiB`;
}
