import type { BlockDevice } from '@twinroot/lib-blockdev';
import { longestPartitionName, nextLabel, nextName } from './next-name.ts';
import type { Wanted } from './plan-disk.ts';

/** A booted partition. */
export interface BootedPartition {
  readonly kind: 'esp' | 'xbootldr';
  readonly device: BlockDevice;
}

/** Sizes that were asked for, by kind; null for that of the booted partition. */
export type Sizes = Readonly<Record<BootedPartition['kind'], number | null>>;

/**
 * What a disk should get: the booted partitions again, under the next names that no partition of the machine has.
 *
 * @param taken the names of partitions and the labels of volumes that are in use, and those that are promised already; those given
 *   here are added
 */
export function wantedOn(
  booted: readonly BootedPartition[],
  sizes: Sizes,
  taken: { readonly names: Set<string>; readonly labels: Set<string> },
): readonly Wanted[] {
  return booted.map(({ kind, device }) => {
    const { partlabel } = device;
    const name = partlabel === null ? null : nextName(partlabel, taken.names, longestPartitionName);
    const label = nextLabel(device.label, taken.labels);
    if (name !== null) taken.names.add(name);
    if (label !== null) taken.labels.add(label);
    const asked = sizes[kind];
    return { kind, size: asked ?? device.size ?? 0, isAsked: asked !== null, name, label };
  });
}
