import { randomInt, randomUUID } from 'node:crypto';
import type { Dump } from '../decide/dump.ts';
import type { NewIds } from '../decide/format-dump.ts';

/** Random ids for the disk and the partitions of a dump, in the form of its partition table: version 4 UUIDs, 32 bits that are not 0. */
export function makeIds({ label, partitions }: Dump): NewIds {
  if (label === 'dos') {
    const id = randomInt(1, 2 ** 32);
    return { label: `0x${id.toString(16).padStart(8, '0')}`, partitions: new Map() };
  }
  const guid = () => randomUUID().toUpperCase();
  return { label: guid(), partitions: new Map(partitions.map(({ number }) => [number, guid()])) };
}
