import { realPathBelow } from '@twinroot/lib-sysroot';
import type { UsedId } from '../decide/used-ids.ts';

/** The device nodes that the links among some ids lead to, by those ids. */
export function linksAmong(sysroot: string, used: readonly UsedId[]): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const { id } of used) {
    const path = id.startsWith('ID=') ? `/dev/disk/by-id/${id.slice(3)}` : id;
    if (!path.startsWith('/dev/')) continue;
    const real = realPathBelow(sysroot, path);
    if (real.exists) links.set(id, real.path);
  }
  return links;
}
