import { rootName } from '@twinroot/lib-generation';
import type { GenerationPlanRecord } from '@twinroot/lib-record';
import type { GenerationPlan } from './generation-plan.ts';

/**
 * A step on the btrfs, as a record. The id is not in it: another run has another one.
 *
 * @param path below the top
 * @param from the same
 */
export function planStep(
  operation: GenerationPlanRecord['operation'],
  path: string,
  from: string | null = null,
): GenerationPlanRecord {
  return { generation: null, operation, path, on: 'btrfs', from, bytes: null, why: null };
}

/** A plan as records, in the order in which it is carried out. */
export function planRecords(
  { snapshots }: GenerationPlan,
  command: readonly string[],
): readonly GenerationPlanRecord[] {
  const sealed = 'snapshots/ID';
  const root = `${sealed}/${rootName}`;
  return [
    ...snapshots.map(({ from, name }) => planStep('snapshot', `${sealed}/${name}`, from)),
    ...(command.length > 0 ? [{ ...planStep('run', root), why: command.join(' ') }] : []),
    planStep('write', `${root}/etc/fstab`, 'fstab'),
    ...snapshots.flatMap(({ name, isSealed }) => (isSealed ? [planStep('seal', `${sealed}/${name}`)] : [])),
  ];
}
