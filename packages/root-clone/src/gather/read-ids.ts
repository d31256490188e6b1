import { CommandError, exitStatus } from '@twinroot/lib-command';
import { createIdMap, type IdMap, IdMapError, pairOfTexts, readIdMap } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import { idMapTable } from '@twinroot/lib-record';
import type { CloneContext } from '../clone-context.ts';

/**
 * Reads the map: from files, or the records on standard input.
 *
 * @throws {CommandError} for a map that is none, or empty
 */
export async function readIds(call: CloneContext): Promise<IdMap> {
  const ids = await idsOf(call);
  if (ids.pairs.length > 0) return ids;
  throw new CommandError(exitStatus.wrong, 'the map is empty, so the clone could not boot');
}

async function idsOf({ options, readGroups }: CloneContext): Promise<IdMap> {
  try {
    if (options.map.length > 0) return readIdMap(options.map, []);
    const pairs = [];
    for await (const group of readGroups(idMapTable)) {
      for (const { old, new: fresh } of group)
        pairs.push(pairOfTexts(text(old), text(fresh), 'standard input'));
    }
    return createIdMap(pairs);
  } catch (error) {
    if (!(error instanceof IdMapError)) throw error;
    throw new CommandError(exitStatus.wrong, readableText(error.message), { cause: error.cause });
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
