import { type BlockDevice, childrenOf, withAllAbove } from '@twinroot/lib-blockdev';
import { type Content, contentOf } from './device-content.ts';
import { isSame, type Layouts, partitionsOf } from './layout.ts';
import { lvNameOf } from './lv-name.ts';
import { pairPartitions } from './pair-partitions.ts';
import { joined, nothing, type Pairing, pairOf } from './pairing.ts';

type Inside = (layouts: Layouts, old: BlockDevice, fresh: BlockDevice) => Pairing;

/** Pairs two devices with all that lies on them: partitions, what is in LUKS volumes and arrays, logical volumes. */
export function pairDevices(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Pairing {
  if (isSame(layouts, old, fresh)) return { ...nothing, faults: [onBoth(old)] };
  const shared = childrenOf(layouts.old.devices, old).filter((child) =>
    childrenOf(layouts.new.devices, fresh).some((other) => isSame(layouts, child, other)),
  );
  const onDisks = partitionsOf(layouts.old, old).length + partitionsOf(layouts.new, fresh).length > 0;
  // Whole disks in an array: what look like their partitions are the array's.
  if (shared.length > 0 && onDisks) return { ...nothing, faults: shared.map(onBoth) };
  // The disk itself comes last: it is named least often.
  if (onDisks) return joined(insidePartitions(layouts, old, fresh), pairOf(old, fresh));
  const own = pairByContent(old, fresh);
  const holds = contentOf(old);
  if (holds === null || holds !== contentOf(fresh)) return own;
  return joined(own, insides[holds]?.(layouts, old, fresh) ?? nothing);
}

/**
 * Two devices without what lies on them. Where they hold different things, none of their ids can stand for each other:
 * what names the one means its file system, and what names the other its LUKS volume.
 */
export function pairByContent(old: BlockDevice, fresh: BlockDevice): Pairing {
  const [holds, freshHolds] = [contentOf(old), contentOf(fresh)];
  const own = pairOf(old, fresh);
  if (holds === freshHolds) return { ...own, faults: otherType(old, fresh) };
  if (holds === null)
    return { ...own, notes: [`${fresh.path} holds a ${freshHolds}, but ${old.path} holds nothing`] };
  if (freshHolds === null) {
    const lost = `the UUID of ${old.path} is not in the map`;
    return { ...own, faults: [`${old.path} holds a ${holds}, but ${fresh.path} holds nothing yet: ${lost}`] };
  }
  const lost = 'none of their ids is in the map';
  return {
    ...nothing,
    faults: [`${old.path} holds a ${holds}, but ${fresh.path} holds a ${freshHolds}: ${lost}`],
  };
}

/** A file system of another type is paired all the same; but what names its type, or options that only one type has, is wrong. */
function otherType(old: BlockDevice, fresh: BlockDevice): readonly string[] {
  if (contentOf(old) !== 'file system' || old.fstype === fresh.fstype) return [];
  const named = 'fstab, rootfstype= and rootflags= name its type and options';
  return [`${old.path} holds ${old.fstype}, but ${fresh.path} holds ${fresh.fstype}: ${named}`];
}

/** That a device is not a copy of anything. */
export function onBoth({ path, type }: BlockDevice): string {
  return `${path} (${type}) is on both disks: it is not cloned, and none of its ids is in the map`;
}

const insides: Partial<Record<Content, Inside>> = {
  'LUKS volume': insideLuks,
  'LVM physical volume': insideLvm,
  'RAID member': insideRaid,
};

function insidePartitions(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Pairing {
  const { pairs, faults } = pairPartitions(partitionsOf(layouts.old, old), partitionsOf(layouts.new, fresh));
  return joined(...pairs.map(([one, other]) => pairDevices(layouts, one, other)), { ...nothing, faults });
}

function insideLuks(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Pairing {
  const isOpen = ({ type }: BlockDevice) => type === 'crypt';
  const one = childrenOf(layouts.old.devices, old).find(isOpen);
  const other = childrenOf(layouts.new.devices, fresh).find(isOpen);
  if (one && other) return pairDevices(layouts, one, other);
  const closed = [one ? [] : [old.path], other ? [] : [fresh.path]].flat();
  const advice = 'open both volumes to include the ids of what they hold';
  return { ...nothing, faults: [`${closed.join(' and ')}: not open (cryptsetup open): ${advice}`] };
}

function insideRaid(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Pairing {
  const [one] = childrenOf(layouts.old.devices, old);
  const [other] = childrenOf(layouts.new.devices, fresh);
  if (one && other) return pairDevices(layouts, one, other);
  const stopped = [one ? [] : [old.path], other ? [] : [fresh.path]].flat();
  const advice = 'start both to include the ids of what they hold';
  return { ...nothing, faults: [`${stopped.join(' and ')}: the array is not running: ${advice}`] };
}

/** Logical volumes are partners by their own names: those of the groups differ. */
function insideLvm(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Pairing {
  const olds = withAllAbove(layouts.old.devices, old).filter((device) => lvNameOf(device) !== null);
  const others = withAllAbove(layouts.new.devices, fresh).filter((device) => lvNameOf(device) !== null);
  const partnerOf = (one: BlockDevice, among: readonly BlockDevice[]) =>
    among.find((other) => lvNameOf(other)?.lv === lvNameOf(one)?.lv);
  const without = [
    ...olds.filter((one) => !partnerOf(one, others)),
    ...others.filter((one) => !partnerOf(one, olds)),
  ];
  return joined(
    ...olds.map((one) => {
      const other = partnerOf(one, others);
      return other ? pairDevices(layouts, one, other) : nothing;
    }),
    {
      ...nothing,
      faults: without.map(({ path }) => `the logical volume ${path} has no partner of the same name`),
    },
  );
}
