import type { UsedMember } from '@twinroot/lib-member';
import { bytesWritten, type Operation } from '@twinroot/lib-tree';
import type { BlessOutcome, PlannedBlessing } from '../bless-table.ts';
import type { Blessing } from './blessing.ts';

/**
 * What came of a mirror, for its record.
 *
 * @param entry the path of the entry, without a counter
 */
export function outcomeOf(
  end: UsedMember<Blessing>,
  entry: string,
): Pick<BlessOutcome, 'state' | 'entry' | 'why'> {
  switch (end.kind) {
    case 'missing':
      return { state: 'missing', entry: null, why: null };
    case 'refused':
    case 'failed':
      return { state: end.kind, entry: null, why: end.reason };
    case 'done':
      return doneOutcome(end.value, entry);
  }
}

function doneOutcome(blessing: Blessing, entry: string): Pick<BlessOutcome, 'state' | 'entry' | 'why'> {
  switch (blessing.kind) {
    case 'bless':
      return { state: 'blessed', entry: blessing.path, why: null };
    case 'differs':
      return { state: 'differs', entry, why: blessing.why };
    default:
      return { state: blessing.kind, entry, why: null };
  }
}

/** The records of a plan. */
export function plannedOf(partuuid: string, operations: readonly Operation[]): readonly PlannedBlessing[] {
  return operations.flatMap((operation) => {
    const { op, path } = operation;
    if (op !== 'write' && op !== 'copy' && op !== 'delete') return [];
    const bytes = op === 'delete' ? operation.size : bytesWritten(operation);
    return [{ partuuid, operation: op, path, bytes }];
  });
}
