import { type ExitStatus, exitStatus } from '@twinroot/lib-command';
import type { CloneContext } from '../clone-context.ts';
import type { ClonePlan } from '../decide/plan-clone.ts';
import type { CloneFacts } from '../decide/refuse.ts';
import { isLook, writesBoot } from '../decide/step.ts';
import { createInitrdReader } from '../gather/read-initrd.ts';
import { type CloneOutcome, cloneReportTable } from '../report-table.ts';
import { carryOutStep } from './carry-out-step.ts';
import { createCloneLocks } from './clone-locks.ts';
import { openVolumes } from './open-volumes.ts';
import { createInitrdRebuilder } from './rebuild-initrd.ts';
import { outcomeOf } from './step-outcome.ts';

/**
 * Walks the steps of a plan, and reports each. After one that failed only those are done that look.
 *
 * @param copies where the source's texts are
 */
export async function carryOut(
  context: CloneContext,
  facts: CloneFacts,
  { steps, ids, hasEntries, faults }: ClonePlan,
  copies: string,
): Promise<ExitStatus> {
  const { signal } = context;
  const { volumes, sysroot, to } = facts;
  const open = await openVolumes(volumes, sysroot);
  const outcomes: CloneOutcome[] = [];
  const read = createInitrdReader(ids);
  const rebuilder = createInitrdRebuilder(facts, open, read, signal);
  try {
    const locks = createCloneLocks(volumes, open, { waitSeconds: context.options.wait, signal });
    try {
      await locks.lockRoot();
      for (const step of steps) {
        signal.throwIfAborted();
        if (writesBoot(step)) await locks.lockBoot();
        const clone = { volumes, open, read, rebuilder, ids, copies, hasEntries, held: locks.files() };
        const report = { to, names: open.names, signal };
        const outcome = await outcomeOf(step, report, () => carryOutStep(context, step, clone));
        outcomes.push(outcome);
        say(context, outcome);
        if (outcome.state === 'failed' && !isLook(step)) break;
      }
    } finally {
      await locks.release();
    }
  } finally {
    await rebuilder.close();
    await open.close();
  }
  await context.writeGroup(cloneReportTable, outcomes);
  return faults.length > 0 || outcomes.some(({ state }) => state === 'failed')
    ? exitStatus.failed
    : exitStatus.done;
}

function say({ message }: CloneContext, { step, target, state, why }: CloneOutcome): void {
  if (why === null) return;
  if (state === 'failed') message.error(`${step} of ${target}: ${why}`);
  else message.warning(`${step} of ${target}: ${why}`);
}
