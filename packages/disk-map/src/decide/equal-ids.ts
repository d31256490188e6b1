import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { Scope } from './id-rows.ts';
import { holdersOf, idOf } from './ids.ts';
import { isSame, type Layouts } from './layout.ts';
import { newPartuuidCommand, newUuidCommand } from './new-id.ts';

/** What lies on several devices with one UUID: always, or where it was made so. */
const several: Readonly<Record<string, 'array' | 'pool'>> = {
  linux_raid_member: 'array',
  zfs_member: 'pool',
};
const maybeSeveral: readonly string[] = ['btrfs', 'bcachefs'];

/** What has the same UUID or PARTUUID on both disks: nothing can tell which one is meant. */
export function equalIds(layouts: Layouts, { old: olds, new: others }: Scope): readonly string[] {
  const faults: string[] = [];
  for (const tag of ['UUID', 'PARTUUID'] as const) {
    for (const old of olds) {
      const value = idOf(old, tag);
      const fresh = value === null ? [] : holdersOf(others, tag, value);
      for (const one of fresh) {
        if (isSame(layouts, old, one)) continue;
        const what = `${old.path} and ${one.path} have the same ${tag} ${value}`;
        faults.push(`${what}: ${tag === 'UUID' ? uuidAdvice(layouts, old, one) : partuuidAdvice(one)}`);
      }
    }
  }
  return faults;
}

function partuuidAdvice(fresh: BlockDevice): string {
  return `give ${fresh.path} a new one: ${newPartuuidCommand(fresh)}`;
}

function uuidAdvice({ old: { btrfs } }: Layouts, old: BlockDevice, fresh: BlockDevice): string {
  const own = `give ${fresh.path} a new one: ${newUuidCommand(fresh)}`;
  const { fstype } = old;
  if (fstype === null || fstype !== fresh.fstype) return own;
  const isOne = btrfs.some((nodes) => nodes.includes(old.path) && nodes.includes(fresh.path));
  const parent = isOne ? fstype : several[fstype];
  if (parent) return `one ${parent} is on both disks and is not cloned`;
  // A copied disk has the partition's own id twice, too.
  const isCopied = old.partuuid !== null && old.partuuid === fresh.partuuid;
  if (isCopied || !maybeSeveral.includes(fstype)) return own;
  return `if one ${fstype} is on both disks, it is not cloned; if it is a copy, ${own}`;
}
