import type { BlockDevice } from '@twinroot/lib-blockdev';

/** Two devices of which one has the place of the other. */
export interface DevicePair {
  readonly old: BlockDevice;
  readonly new: BlockDevice;
}

/** What was paired, and what is to be reported about it. */
export interface Pairing {
  readonly pairs: readonly DevicePair[];
  /** What is not clear, has no partner or is on both disks: `--strict` is about these. */
  readonly faults: readonly string[];
  /** What may be as it should. */
  readonly notes: readonly string[];
}

export const nothing: Pairing = { pairs: [], faults: [], notes: [] };

/** Several as one, each pair and each text once. */
export function joined(...pairings: readonly Pairing[]): Pairing {
  const pairs = pairings.flatMap((pairing) => pairing.pairs);
  return {
    pairs: pairs.filter(
      (pair, index) =>
        pairs.findIndex((one) => one.old.path === pair.old.path && one.new.path === pair.new.path) === index,
    ),
    faults: [...new Set(pairings.flatMap(({ faults }) => faults))],
    notes: [...new Set(pairings.flatMap(({ notes }) => notes))],
  };
}

/** A pair alone. */
export function pairOf(old: BlockDevice, fresh: BlockDevice): Pairing {
  return { ...nothing, pairs: [{ old, new: fresh }] };
}

/** Device nodes as a text. */
export function nodesOf(devices: readonly BlockDevice[]): string {
  return devices.map(({ path }) => path).join(', ');
}
