import { failureText } from '@twinroot/lib-failure';
import type { Step } from '../decide/step.ts';
import { wordsOf } from '../decide/step.ts';
import type { StepResult } from '../decide/step-result.ts';
import type { CloneOutcome } from '../report-table.ts';

/** How a step is reported. */
export interface StepReport {
  /** Where the clone is mounted. */
  readonly to: string;
  /** What stands in messages for the directories through which files are reached. */
  readonly names: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
}

/**
 * Carries out a step, and tells what came of it. One that fails is reported like any other, with those that went before it.
 *
 * @throws {unknown} the reason of `signal`, when the run is told to end
 */
export async function outcomeOf(
  step: Step,
  { to, names, signal }: StepReport,
  act: () => Promise<StepResult>,
): Promise<CloneOutcome> {
  const started = performance.now();
  let result: StepResult;
  try {
    result = await act();
  } catch (error) {
    signal.throwIfAborted();
    result = { state: 'failed', why: failureText(error, names) };
  }
  const { state, files_copied = null, bytes_copied = null, files_deleted = null, why = null } = result;
  const seconds = Math.round(performance.now() - started) / 1000;
  const [target] = wordsOf(step, to);
  return { step: step.kind, target, state, files_copied, bytes_copied, files_deleted, seconds, why };
}
