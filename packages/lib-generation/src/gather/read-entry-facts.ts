import { completeOn, triedOf } from '../decide/published.ts';
import { type RecordFacts, unpublished } from '../decide/records.ts';
import { readPublished } from './read-published.ts';

/**
 * Reads what the ESPs of a machine say of generations, for their records. Where that cannot be found out, it is warned of, and nothing is
 * known.
 *
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function readEntryFacts(
  sysroot: string,
  signal: AbortSignal,
  warn: (text: string) => void,
  source?: string,
): Promise<Pick<RecordFacts, 'triedOf' | 'completeOn'>> {
  const look = await readPublished(sysroot, signal, source);
  for (const warning of look.warnings) warn(warning);
  if (look.kind === 'none') {
    if (!look.isAnswer) warn(`entries of generations are not known: ${look.reason}, ignoring`);
    return unpublished;
  }
  for (const fault of look.faults) warn(`entries of generations on ${fault}, ignoring`);
  return { triedOf: (id) => triedOf(look, id), completeOn: (id) => completeOn(look, id) };
}
