import { decodeFacts, type MachineFacts } from '@twinroot/lib-check';
import { decodeGroups, type Fact, machineTable } from '@twinroot/lib-record';

/**
 * The machine that `--gather` wrote, in pieces of bytes.
 *
 * @throws {RecordError | FactsError} when it is not one machine; the system's error when it cannot be read
 */
export async function factsIn(bytes: AsyncIterable<Uint8Array | string>): Promise<MachineFacts> {
  const groups: (readonly Fact[])[] = [];
  for await (const records of decodeGroups(machineTable, bytes)) groups.push(records as readonly Fact[]);
  return decodeFacts(groups.flat());
}
