import { type Owners, ownIdsOf, ownVendorsOf } from '@twinroot/lib-boot-tree';
import { readTextBelow } from '@twinroot/lib-sysroot';
import { osIdOf } from '@twinroot/lib-uki';

/**
 * What the machine below a sysroot is known by on its boot partitions: machine id, entry token, and the `ID` of its os-release(5),
 * all in lower case.
 */
export function readIdentity(sysroot: string): Owners {
  const read = (path: string) => readTextBelow(sysroot, path);
  const osId = osIdOf(read('/etc/os-release') ?? read('/usr/lib/os-release'));
  return {
    ids: ownIdsOf([read('/etc/machine-id'), read('/etc/kernel/entry-token')]),
    osIds: new Set(osId === null ? [] : [osId]),
  };
}

/** The directories below EFI/ that the system below a sysroot updates, folded; null where it does not say what it is. */
export function readVendors(sysroot: string): ReadonlySet<string> | null {
  const read = (path: string) => readTextBelow(sysroot, path);
  const osRelease = read('/etc/os-release') ?? read('/usr/lib/os-release');
  const osId = osIdOf(osRelease);
  const [, like = ''] = /^ID_LIKE=["']?([^"'\r\n]*)/m.exec(osRelease ?? '') ?? [];
  const likes = like
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return ownVendorsOf(osId === null ? [] : [osId, ...likes]);
}

/** What a tree is known by that may be any machine's. */
export const anyIdentity: Owners = { ids: new Set(), osIds: new Set() };
