import type { Context, Messages } from '@twinroot/lib-command';
import { isNothingDue } from '../decide/nothing-due.ts';
import type { SourceResult } from '../decide/outcome.ts';
import type { spec } from '../spec.ts';

/**
 * What comes of a run that finds nothing to do, as most do: looked at as a dry run does, without the locks, which take other
 * processes. Null where something may be due, or people should be told something: that is for a run under the locks.
 *
 * @param look the dry run
 */
export async function lookFirst(
  context: Context<typeof spec>,
  look: (context: Context<typeof spec>) => Promise<readonly SourceResult[]>,
): Promise<readonly SourceResult[] | null> {
  const { options } = context;
  // These are about more than the plan.
  if (options.heal || options.fsck || options.force) return null;
  let isSilent = true;
  const note = () => {
    isSilent = false;
  };
  const message: Messages = { error: note, warning: note, info: note, debug: () => undefined };
  try {
    const results = await look({ ...context, dryRun: true, message });
    return isSilent && isNothingDue(results) ? results : null;
  } catch {
    return null; // what is wrong is found again, and told then
  }
}
