import { join } from 'node:path';
import { ownIdsOf } from '@twinroot/lib-boot-tree';
import { readTextIfThere } from '@twinroot/lib-sysroot';

/** The machine id and the entry token of the machine below a sysroot, in lower case. */
export function readOwnIds(sysroot: string): ReadonlySet<string> {
  const paths = ['etc/machine-id', 'etc/kernel/entry-token'];
  return ownIdsOf(paths.map((path) => readTextIfThere(join(sysroot, path))));
}
