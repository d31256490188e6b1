import type { Context, Messages } from '@twinroot/lib-command';
import { isNothingDue } from '../decide/nothing-due.ts';
import type { SourceResult } from '../decide/outcome.ts';
import type { spec } from '../spec.ts';

/** What a run, or a look before it, is given. */
export interface MirrorContext extends Context<typeof spec> {
  /** It is of no use any more when something is due: then it is left, by an error. */
  readonly looksOnly?: boolean;
}

/**
 * What comes of a run that finds nothing to do, as most do: looked at as a dry run does, without the locks, which take other
 * processes. Null where something may be due, or people should be told something: that is for a run under the locks.
 *
 * @param look the dry run
 */
export async function lookFirst(
  context: Context<typeof spec>,
  look: (context: MirrorContext) => Promise<readonly SourceResult[]>,
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
    const results = await look({ ...context, dryRun: true, looksOnly: true, message, progress: undefined });
    return isSilent && isNothingDue(results) ? results : null;
  } catch {
    return null; // something is due; or what is wrong is found again, and told then
  }
}
