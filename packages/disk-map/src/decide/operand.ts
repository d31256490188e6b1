import { type BlockDevice, deviceOfPath } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { plainPath } from '@twinroot/lib-sysroot';
import { isSame, type Layout, type Layouts, partitionsOf } from './layout.ts';

/** Device types of lsblk that can have a partition table. */
const diskTypes: readonly string[] = ['disk', 'loop', 'mpath'];
/** What a file system can lie in beside partitions. */
const volumeTypes = /^(part|crypt|lvm|dm|linear|raid\d+)$/;

/** The devices that OLD and NEW name, which can be paired. */
export function pairOperands(
  layouts: Layouts,
  oldName: string,
  newName: string,
): { readonly kind: 'pair'; readonly old: BlockDevice; readonly new: BlockDevice } | Refusal {
  const old = deviceNamed(layouts.old, oldName);
  if (old.kind === 'refused') return old;
  const fresh = deviceNamed(layouts.new, newName);
  if (fresh.kind === 'refused') return fresh;
  const why = whyNoPair(layouts, old.device, fresh.device);
  return why === null ? { kind: 'pair', old: old.device, new: fresh.device } : refused(why);
}

/** The device that an operand names: by its node, by a link to that, or by where it is mounted. */
export function deviceNamed(
  layout: Layout,
  given: string,
): { readonly kind: 'device'; readonly device: BlockDevice } | Refusal {
  if (!given.startsWith('/'))
    return refused(`${given} is not an absolute path: expected a device node or a mount point`);
  const path = plainPath(given);
  const device = deviceOfPath(layout.devices, layout.names?.get(path) ?? path);
  if (device) return { kind: 'device', device };
  if (path.startsWith('/dev/')) return refused(`${given}: there is no such block device`);
  if (layout.names === null)
    return refused(`${given}: unknown where OLD is mounted: run its lsblk with the column MOUNTPOINTS`);
  return refused(`${given}: no block device is mounted there`);
}

/** Whether a device is paired as a disk, with all its partitions, or as one volume; null when it can be neither. */
export function sortOf(layout: Layout, device: BlockDevice): 'disk' | 'volume' | null {
  if (partitionsOf(layout, device).length > 0) return 'disk';
  if (diskTypes.includes(device.type)) return device.fstype === null ? 'disk' : 'volume';
  return volumeTypes.test(device.type) ? 'volume' : null;
}

/** Why two devices cannot be paired; null when they can. */
export function whyNoPair(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): string | null {
  if (isSame(layouts, old, fresh)) return `OLD and NEW are both ${old.path}`;
  const [oldSort, newSort] = [sortOf(layouts.old, old), sortOf(layouts.new, fresh)];
  const odd = oldSort === null ? old : newSort === null ? fresh : null;
  if (odd) return `${odd.path} is neither a disk nor a partition, but '${odd.type}'`;
  if (oldSort === newSort) return null;
  const [disk, volume] = oldSort === 'disk' ? [old, fresh] : [fresh, old];
  return `${disk.path} is a disk and ${volume.path} is not: name two disks, or two partitions`;
}
