import { type Context, cutText, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import type { SourceResult } from '../decide/outcome.ts';
import { membersInStep } from '../decide/required.ts';
import { mirrorPlanTable } from '../plan-table.ts';
import { type MirrorOutcome, mirrorReportTable } from '../report-table.ts';
import type { spec } from '../spec.ts';

/**
 * Reports what people should know, writes the report (or, for a dry run, the plan), and gives the status.
 *
 * @param members how many must boot the same in the end, and how many sources have no mirror
 */
export async function report(
  context: Context<typeof spec>,
  results: readonly SourceResult[],
  members: { readonly required: number; readonly lone: number },
): Promise<ExitStatus> {
  const outcomes = results
    .flatMap((result) => result.outcomes)
    .map((outcome) => ({ ...outcome, why: outcome.why === null ? null : cutText(outcome.why) }));
  for (const outcome of outcomes) say(context, outcome);
  const planned = results.flatMap((result) => result.planned);
  await (context.dryRun
    ? context.writeGroup(mirrorPlanTable, planned)
    : context.writeGroup(mirrorReportTable, outcomes));
  context.signal.throwIfAborted();
  const inStep = membersInStep(results, members.lone);
  const isPostponed = outcomes.some(({ state }) => state === 'postponed');
  // Who is to come again counts then.
  const isTooFew = inStep < members.required && !isPostponed;
  if (isTooFew)
    context.message.error(`${inStep} of the ${members.required} members that are required boot the same`);
  const isBad = outcomes.some(({ state }) => state === 'failed' || state === 'refused');
  if (isBad || isTooFew || results.some(({ isDamaged }) => isDamaged)) return exitStatus.failed;
  return isPostponed ? exitStatus.later : exitStatus.done;
}

function say({ message }: Context<typeof spec>, { mirror, state, why }: MirrorOutcome): void {
  if (why === null) return;
  if (state === 'failed' || state === 'refused') message.error(`mirroring to ${mirror}: ${why}`);
  else if (state === 'postponed') message.info(`${mirror}: ${why}`);
  else if (state === 'missing') message.warning(`${mirror} is missing: ${why}, skipping`);
  else message.warning(`${mirror}: ${why}`);
}
