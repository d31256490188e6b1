import type { IdPair } from './map-text.ts';

/**
 * Whether a path is a name that the kernel gives to disks and partitions in the order in which it finds them, so that it may be
 * another device's at the next boot (Linux, Documentation/admin-guide/devices.txt).
 */
export function isKernelName(path: string): boolean {
  return /^\/dev\/(?:(?:sd|hd|vd|xvd)[a-z]+\d*|(?:nvme\d+n|mmcblk|loop|nbd)\d+(?:p\d+)?|(?:md|dm-)\d+(?:p\d+)?)$/.test(
    path,
  );
}

/** The new ids of these pairs that are kernel names, each once. */
export function kernelNamesIn(pairs: readonly IdPair[]): readonly string[] {
  const names = pairs.filter(({ new: fresh }) => fresh.kind === 'path' && isKernelName(fresh.value));
  return [...new Set(names.map(({ newText }) => newText))];
}

/**
 * The pairs with `UUID=` in the place of new ids that are kernel names: the second disk is the first one when that is gone.
 * A device without a UUID keeps its name.
 *
 * @param uuidOf the UUID of what a device node has
 */
export function namedByUuid(
  pairs: readonly IdPair[],
  uuidOf: (device: string) => string | null,
): readonly IdPair[] {
  return pairs.map((pair) => {
    const { new: fresh } = pair;
    const value = fresh.kind === 'path' && isKernelName(fresh.value) ? uuidOf(fresh.value) : null;
    if (value === null) return pair;
    return { ...pair, new: { kind: 'tag', tag: 'UUID', value, link: false }, newText: `UUID=${value}` };
  });
}
