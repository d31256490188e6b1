import { BlockdevError } from './blockdev-error.ts';

/** The columns that decodeLsblkVersions reads; FSVER is there since util-linux 2.35. */
export const lsblkVersionColumns = 'PATH,FSVER' as const;

/**
 * Versions of file systems by lsblk's JSON: `FAT32`, `1.0` of ext4, `2` of a LUKS volume, as libblkid writes them (VERSION), by
 * device nodes. Without the column, none.
 *
 * @throws {BlockdevError} MALFORMED when the column is no text
 */
export function decodeLsblkVersions(json: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const collect = (nodes: unknown): void => {
    for (const node of Array.isArray(nodes) ? nodes : []) {
      if (!isObject(node)) continue;
      const { path, fsver, children } = node;
      if (typeof fsver !== 'string' && fsver !== null && fsver !== undefined)
        throw new BlockdevError('lsblk: the version of a file system is not a string');
      if (typeof path === 'string' && typeof fsver === 'string' && fsver !== '') found.set(path, fsver);
      collect(children);
    }
  };
  collect(isObject(json) ? json['blockdevices'] : undefined);
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
