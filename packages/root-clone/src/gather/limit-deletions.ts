import { join } from 'node:path';
import { canDelete, type DeletionLimits, judgeDeletions, limitOptions } from '@twinroot/lib-rsync';
import type { CloneContext } from '../clone-context.ts';
import type { CloneFacts } from '../decide/refuse.ts';
import type { Step } from '../decide/step.ts';

/** Steps that were judged by what they delete. */
export interface LimitedSteps {
  /** The steps, in which rsync is kept to what it may delete. */
  readonly steps: readonly Step[];
  /** Why the clone must not be made, each a whole sentence. */
  readonly reasons: readonly string[];
}

/**
 * Judges how much of each volume a clone would delete. A volume of the source that is not mounted, though no fstab has it, is an
 * empty directory, and would empty the clone's. Nothing is written to find out.
 *
 * @throws {ToolError} when rsync was told to end, or could not be started
 */
export async function limitDeletions(
  { signal }: CloneContext,
  { source, sysroot }: Pick<CloneFacts, 'source' | 'sysroot'>,
  steps: readonly Step[],
  limits: DeletionLimits,
): Promise<LimitedSteps> {
  const limited: Step[] = [];
  const reasons: string[] = [];
  for (const step of steps) {
    // What is a part of a volume is no measure for it.
    const isCopy =
      (step.kind === 'copy' || step.kind === 'prune') && step.into === undefined && step.isPart !== true;
    if (!isCopy || !canDelete(step.options)) {
      limited.push(step);
      continue;
    }
    const { options, from, volume } = step;
    const dest = join(sysroot, volume.mountpoint);
    const answer = await judgeDeletions({
      ...{ options, dest, limits, signal, files: [], name: null },
      wordsWith: (more) => ['rsync', [...options, ...more, '--', from, join(dest, '/')]],
      source: source.kind === 'local' ? from : null,
    });
    if (answer.kind === 'allowed')
      limited.push({ ...step, options: [...options, ...limitOptions(answer.most)] });
    else reasons.push(`${volume.mountpoint}: ${answer.reason}`);
  }
  return { steps: limited, reasons };
}
