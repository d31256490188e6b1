import { type Context, type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { readMountTable } from '@twinroot/lib-mountinfo';
import { type EspMember, espSetTable, toEspMembers } from '@twinroot/lib-record';
import { walkSteps } from './act/walk-steps.ts';
import { toOperation } from './decide/bind-step.ts';
import { normalTarget, placements } from './decide/placement.ts';
import { planBinding } from './decide/plan.ts';
import { membersAfter } from './decide/set-after.ts';
import { readBindFacts } from './gather/bind-facts.ts';
import { withFree } from './gather/free-room.ts';
import { bindPlanTable } from './plan-table.ts';
import type { spec } from './spec.ts';

/** Puts the booted members of each set on their mount points. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const [operand = '/boot'] = context.operands;
  const target = normalTarget(operand);
  if (target === null)
    throw wrong(`${operand} is not a valid mount point: expected an absolute path without '..'`);
  for await (const records of context.readGroups(espSetTable)) {
    await bindSet(context, toEspMembers(records), target);
  }
  return exitStatus.done;
}

async function bindSet(
  context: Context<typeof spec>,
  members: readonly EspMember[],
  target: string,
): Promise<void> {
  const { sysroot, dryRun, message, options, signal } = context;
  const placed = placements(members, target);
  if (placed === null)
    throw wrong(`${target} and /efi cannot both be mount points of this set: choose another target`);
  const facts = await readBindFacts(sysroot, placed, signal);
  if (!facts.live && !dryRun) {
    throw failed(
      `the machine below ${sysroot} is not running, so nothing can be mounted there: use --dry-run`,
    );
  }
  const decision = planBinding(placed, facts, { replace: options.replace, force: options.force });
  if (decision.kind === 'refused') throw failed(decision.reason);
  const { steps } = decision;
  if (dryRun) return context.writeGroup(bindPlanTable, steps.map(toOperation));

  signal.throwIfAborted();
  for (const { operation, source, target: place } of steps)
    message.debug(`${operation}: ${source} on ${place}`);
  await walkSteps(sysroot, steps, message.error);
  const { mounts } = steps.length === 0 ? facts : await readMountTable(sysroot);
  for (const { member, target: place } of placed) message.debug(`${member.partuuid} is on ${place}`);
  const after = membersAfter(members, placed, { mounts, devices: facts.devices });
  await context.writeGroup(espSetTable, await withFree(sysroot, after));
}
