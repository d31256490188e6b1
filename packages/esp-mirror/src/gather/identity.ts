import { join } from 'node:path';
import { type Owners, ownIdsOf } from '@twinroot/lib-boot-tree';
import { readTextIfThere } from '@twinroot/lib-sysroot';
import { osIdOf } from '@twinroot/lib-uki';

/**
 * What the machine below a sysroot is known by on its boot partitions: machine id, entry token, and the `ID` of its os-release(5),
 * all in lower case.
 */
export function readIdentity(sysroot: string): Owners {
  const read = (path: string) => readTextIfThere(join(sysroot, path));
  const osId = osIdOf(read('etc/os-release') ?? read('usr/lib/os-release'));
  return {
    ids: ownIdsOf([read('etc/machine-id'), read('etc/kernel/entry-token')]),
    osIds: new Set(osId === null ? [] : [osId]),
  };
}

/** What a tree is known by that may be any machine's. */
export const anyIdentity: Owners = { ids: new Set(), osIds: new Set() };
