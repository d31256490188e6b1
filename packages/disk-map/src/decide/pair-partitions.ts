import { type BlockDevice, partitionNumber } from '@twinroot/lib-blockdev';
import { nodesOf } from './pairing.ts';

/** Partitions that belong together, and what is to be reported of the others. */
export interface PartitionPairs {
  readonly pairs: readonly (readonly [old: BlockDevice, fresh: BlockDevice])[];
  readonly faults: readonly string[];
}

/** What may say which of several partitions of one type are partners, in the order of asking. */
const rules: readonly (readonly [name: string, value: (partition: BlockDevice) => string | null])[] = [
  ['number', partitionNumber],
  ['PARTLABEL', ({ partlabel }) => partlabel],
  ['LABEL', ({ label }) => label],
];

/** That a rule takes two partitions for partners. */
interface Vote {
  readonly old: BlockDevice;
  readonly new: BlockDevice;
  readonly rule: string;
}

/**
 * Pairs the partitions of two disks. Only those of one type can be partners. The only ones of their type are; of several,
 * those that a number, a PARTLABEL or a LABEL says, as far as all of these that say something say the same.
 */
export function pairPartitions(olds: readonly BlockDevice[], fresh: readonly BlockDevice[]): PartitionPairs {
  const types = [...new Set([...olds, ...fresh].map(({ parttype }) => parttype))];
  const groups = types.map((type) =>
    pairGroup(
      olds.filter(({ parttype }) => parttype === type),
      fresh.filter(({ parttype }) => parttype === type),
    ),
  );
  const place = (old: BlockDevice) => olds.indexOf(old);
  return {
    pairs: groups.flatMap(({ pairs }) => pairs).sort(([one], [other]) => place(one) - place(other)),
    faults: groups.flatMap(({ faults }) => faults),
  };
}

function pairGroup(olds: readonly BlockDevice[], fresh: readonly BlockDevice[]): PartitionPairs {
  const [old, ...moreOld] = olds;
  const [one, ...moreNew] = fresh;
  if (old && one && moreOld.length + moreNew.length === 0) return { pairs: [[old, one]], faults: [] };
  const votes = rules.flatMap(([rule, value]) => votesOf(rule, value, olds, fresh));
  const pairs: (readonly [BlockDevice, BlockDevice])[] = [];
  const faults: string[] = [];
  const left = new Set([...olds, ...fresh]);
  for (const device of [...olds, ...fresh]) {
    if (!left.has(device)) continue;
    const agreed = connected(device, votes);
    const [first, second] = agreed;
    for (const each of agreed) left.delete(each);
    if (first && second && agreed.length === 2)
      pairs.push(olds.includes(first) ? [first, second] : [second, first]);
    else if (second) faults.push(unclear(agreed, votes));
    else faults.push(alone(device));
  }
  return { pairs, faults };
}

/** A value speaks only where one partition on each side has it. */
function votesOf(
  rule: string,
  value: (partition: BlockDevice) => string | null,
  olds: readonly BlockDevice[],
  fresh: readonly BlockDevice[],
): readonly Vote[] {
  return olds.flatMap((old) => {
    const own = value(old);
    const partners = fresh.filter((one) => value(one) === own);
    const [partner] = partners;
    const isUnique = partners.length === 1 && olds.filter((one) => value(one) === own).length === 1;
    return own !== null && partner && isUnique ? [{ old, new: partner, rule }] : [];
  });
}

/** The device and all that votes tie to it, directly or not. */
function connected(device: BlockDevice, votes: readonly Vote[]): readonly BlockDevice[] {
  const found = new Set([device]);
  for (const one of found) {
    for (const vote of votes) {
      if (vote.old === one) found.add(vote.new);
      if (vote.new === one) found.add(vote.old);
    }
  }
  return [...found];
}

function unclear(devices: readonly BlockDevice[], votes: readonly Vote[]): string {
  const reasons = votes
    .filter(({ old }) => devices.includes(old))
    .map((vote) => `${vote.rule} pairs ${vote.old.path} with ${vote.new.path}`);
  const advice = 'none of them is in the map; pair them one by one, with two partitions as operands';
  return `it is not clear which of ${nodesOf(devices)} are partners (${reasons.join('; ')}): ${advice}`;
}

function alone({ path, parttype, partlabel, label }: BlockDevice): string {
  const name = partlabel ?? label;
  const what = `${name === null ? '' : `'${name}', `}type ${parttype ?? 'unknown'}`;
  return `${path} (${what}) has no partner on the other disk`;
}
