import { type GenerationsBtrfs, goneIds } from '../decide/gone-entries.ts';
import { completeOn, triedOf } from '../decide/published.ts';
import { type RecordFacts, unpublished } from '../decide/records.ts';
import { readPublished } from './read-published.ts';

/** What the ESPs of a machine say of generations. */
export interface EntryFacts extends Pick<RecordFacts, 'triedOf' | 'completeOn'> {
  /** Ids of generations that entries lead to, and that are gone. */
  readonly goneOf: (btrfs: GenerationsBtrfs) => readonly string[];
}

/**
 * Reads what the ESPs of a machine say of generations, for their records. Where that cannot be found out, it is warned of, and nothing is
 * known.
 *
 * @param uuid of the btrfs with the generations; null: not known
 * @param source as readPublished
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function readEntryFacts(
  sysroot: string,
  signal: AbortSignal,
  warn: (text: string) => void,
  uuid: string | null,
  source?: string,
): Promise<EntryFacts> {
  const look = await readPublished(sysroot, signal, uuid, source);
  for (const warning of look.warnings) warn(warning);
  if (look.kind === 'none') {
    if (!look.isAnswer) warn(`entries of generations are not known: ${look.reason}, ignoring`);
    return { ...unpublished, goneOf: () => [] };
  }
  for (const fault of look.faults) warn(`entries of generations on ${fault}, ignoring`);
  return {
    triedOf: (id) => triedOf(look, id),
    completeOn: (id) => completeOn(look, id),
    goneOf: (btrfs) => goneIds(look, btrfs),
  };
}
