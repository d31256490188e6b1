import { type BlockDevice, withAllBelow } from '@twinroot/lib-blockdev';
import type { Layout, Layouts } from './layout.ts';
import { sortOf } from './operand.ts';
import { pairByContent, pairDevices } from './pair-devices.ts';
import { joined, nodesOf, nothing, type Pairing } from './pairing.ts';

/** Pairs two volumes (partitions, or what lies on them) with all that is in them and all that they lie in, but for the disks. */
export function pairVolumes(layouts: Layouts, old: BlockDevice, fresh: BlockDevice): Pairing {
  const [olds, others] = [layersOf(layouts.old, old), layersOf(layouts.new, fresh)];
  const sorts = ['lvm', 'array', 'crypt', 'partition'] as const;
  return joined(
    pairDevices(layouts, old, fresh),
    ...sorts.map((sort) =>
      pairLayer(
        olds.filter((layer) => layerOf(layer) === sort),
        others.filter((layer) => layerOf(layer) === sort),
      ),
    ),
  );
}

/** The volume, and what it lies in. */
function layersOf(layout: Layout, volume: BlockDevice): readonly BlockDevice[] {
  return withAllBelow(layout.devices, volume).filter((device) => sortOf(layout, device) === 'volume');
}

function layerOf({ type }: BlockDevice): 'lvm' | 'array' | 'crypt' | 'partition' {
  if (type === 'lvm' || type === 'crypt') return type;
  return /^raid|^linear$/.test(type) ? 'array' : 'partition';
}

/** A layer that only one of the two has is named by what the partition below it holds. */
function pairLayer(olds: readonly BlockDevice[], others: readonly BlockDevice[]): Pairing {
  const [old, ...moreOld] = olds;
  const [other, ...moreNew] = others;
  if (!old || !other) return nothing;
  if (moreOld.length + moreNew.length > 0) {
    const why = 'it is not clear which of them are partners, and none of them is in the map';
    return { ...nothing, faults: [`${nodesOf(olds)} and ${nodesOf(others)}: ${why}`] };
  }
  return pairByContent(old, other);
}
