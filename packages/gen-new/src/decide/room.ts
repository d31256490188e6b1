/** Bytes that stay free on the btrfs at least, as it needs some for each change of its own trees. */
const least = 64 * 2 ** 20;

/**
 * Why a new generation has no room on the btrfs.
 *
 * @param free bytes
 * @param bootBytes of kernel and initrd of the base: an upgrade makes both anew
 * @returns null: it has
 */
export function whyNoRoom(free: number, bootBytes: number): string | null {
  const wanted = least + 2 * bootBytes;
  if (free >= wanted) return null;
  return `the btrfs has ${mebibytes(free)} MiB free, and a generation begins with ${mebibytes(wanted)}: gen-prune --keep N makes room`;
}

/** What an ESP has free. */
export interface EspRoom {
  readonly name: string;
  /** Bytes. */
  readonly free: number;
}

/** ESPs that have no room for one more kernel and initrd, in words. */
export function tightEsps(esps: readonly EspRoom[], bootBytes: number): readonly string[] {
  return esps
    .filter(({ free }) => free < bootBytes)
    .map(
      ({ name, free }) =>
        `${name} has ${mebibytes(free)} MiB free, and a new kernel with its initrd may need ${mebibytes(bootBytes)}: gen-switch refuses what has no room; gen-prune --keep N makes some`,
    );
}

function mebibytes(bytes: number): string {
  return String(Math.ceil(bytes / 2 ** 20));
}
