import { rootName } from '@twinroot/lib-generation';
import type { GenerationPlanRecord } from '@twinroot/lib-record';
import type { GenerationPlan } from './generation-plan.ts';

/** A plan as records, in the order in which it is carried out. The id is not among them: another run has another one. */
export function planRecords(
  { snapshots }: GenerationPlan,
  command: readonly string[],
): readonly GenerationPlanRecord[] {
  const step = (
    operation: GenerationPlanRecord['operation'],
    path: string,
    from: string | null = null,
  ): GenerationPlanRecord => ({
    generation: null,
    operation,
    path,
    on: 'btrfs',
    from,
    bytes: null,
    why: null,
  });
  const sealed = 'snapshots/ID';
  const root = `${sealed}/${rootName}`;
  return [
    ...snapshots.map(({ from, name }) => step('snapshot', `${sealed}/${name}`, from)),
    ...(command.length > 0 ? [{ ...step('run', root), why: command.join(' ') }] : []),
    step('write', `${root}/etc/fstab`, 'fstab'),
    ...snapshots.flatMap(({ name, isSealed }) => (isSealed ? [step('seal', `${sealed}/${name}`)] : [])),
  ];
}
