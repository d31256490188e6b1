import { type BlockDevice, deviceOfPath, withAllAbove } from '@twinroot/lib-blockdev';
import { equalIds } from './equal-ids.ts';
import { type IdRows, idRows, type Scope } from './id-rows.ts';
import { isSame, type Layout, type Layouts } from './layout.ts';
import { sortOf } from './operand.ts';
import { onBoth, pairDevices } from './pair-devices.ts';
import { pairVolumes } from './pair-volumes.ts';
import type { Pairing } from './pairing.ts';

/**
 * The map of OLD and NEW, which must be two disks or two volumes: the ids that differ, and what is not clear.
 *
 * @param byUuid whether `UUID=` stands for new device nodes of the kernel
 */
export function mapDisks(layouts: Layouts, old: BlockDevice, fresh: BlockDevice, byUuid = false): IdRows {
  const areDisks = sortOf(layouts.old, old) === 'disk';
  const paired = areDisks ? pairDevices(layouts, old, fresh) : pairVolumes(layouts, old, fresh);
  const disks: Scope = { old: onDiskOf(layouts.old, old), new: onDiskOf(layouts.new, fresh) };
  // With nothing paired but the disks themselves, nothing is known of what is on them.
  const pairs = paired.pairs.some((pair) => pair.old !== old || !areDisks) ? paired.pairs : [];
  const found = pairs.map((pair) => idRows(layouts, disks, pair, byUuid));
  const compared = areDisks ? disks : scopeOf(paired);
  const shared = areDisks ? onBothDisks(layouts, disks) : [];
  const isArray = shared.some(({ parents }) => parents.includes(old.path) && parents.includes(fresh.path));
  const faults = [
    ...shared.map(onBoth),
    ...paired.faults,
    ...found.flatMap((each) => each.faults),
    ...(isArray ? [] : equalIds(layouts, compared)),
  ];
  return {
    rows: found.flatMap(({ rows }) => rows),
    faults: [...new Set(faults)],
    notes: [...paired.notes, ...found.flatMap(({ notes }) => notes)],
  };
}

function scopeOf({ pairs }: Pairing): Scope {
  return { old: pairs.map((pair) => pair.old), new: pairs.map((pair) => pair.new) };
}

/** All that is on the disk of a device. */
function onDiskOf(layout: Layout, device: BlockDevice): readonly BlockDevice[] {
  const disk = device.disk === null ? undefined : deviceOfPath(layout.devices, device.disk);
  return withAllAbove(layout.devices, disk ?? device);
}

/** What lies on both disks, but for what lies on that. */
function onBothDisks(layouts: Layouts, { old, new: fresh }: Scope): readonly BlockDevice[] {
  const both = old.filter((device) => fresh.some((other) => isSame(layouts, device, other)));
  return both.filter(({ parents }) => !both.some(({ path }) => parents.includes(path)));
}
