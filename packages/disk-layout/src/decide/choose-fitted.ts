import { readableText } from '@twinroot/lib-lines';
import { type Dump, type DumpPartition, isExtended, isLogical, isOuter, nameBytes } from './dump.ts';
import { LayoutError } from './layout-error.ts';

/**
 * The partitions in the order in which they are placed: by where they begin, each logical one behind the extended one. Logical
 * partitions go by their numbers, which are their places in the chain (libfdisk dos.c).
 */
export function placingOrder(dump: Dump): readonly DumpPartition[] {
  const { partitions } = dump;
  const logical = partitions.filter((one) => isLogical(dump, one)).toSorted((a, b) => a.number - b.number);
  return partitions
    .filter((one) => !isLogical(dump, one))
    .toSorted((a, b) => a.start - b.start)
    .flatMap((one) => (isExtended(dump, one) ? [one, ...logical] : [one]));
}

/**
 * The partition that gets the room that is left: the named one, or the last.
 *
 * @param given its number, or its name as bytes; null for the last
 * @throws {LayoutError} UNKNOWN for one that is not there, several of one name, or an extended one with logical ones in it
 */
export function chooseFitted(dump: Dump, given: string | null): DumpPartition {
  const order = placingOrder(dump);
  const last = order.at(-1);
  if (given === null && last) return last;
  const named = order.filter((one) => one.name !== null && nameBytes(one.name) === given);
  const found = named.length > 0 ? named : order.filter((one) => String(one.number) === given);
  const [one, other] = found;
  if (!one) throw unknown(`no partition has the number or the name '${readableText(given ?? '')}'`);
  if (other) {
    const numbers = found.map(({ number }) => number).join(' and ');
    throw unknown(`partitions ${numbers} are both named '${readableText(given ?? '')}': give the number`);
  }
  if (isOuter(dump, one))
    throw unknown(
      `partition ${one.number} is extended: give the number of the logical one that gets the room`,
    );
  return one;
}

function unknown(why: string): LayoutError {
  return new LayoutError('UNKNOWN', null, why);
}
