import type { Context, Messages } from '@twinroot/lib-command';
import type { EspMember } from '@twinroot/lib-record';
import { isNothingDue } from '../decide/nothing-due.ts';
import type { SourceResult } from '../decide/outcome.ts';
import type { spec } from '../spec.ts';

/**
 * What comes of a set in which nothing is due, as most runs find it: looked at as a dry run does, without the locks, which
 * take other processes. Null where something may be due, or people should be told something: that is for a run under the locks.
 *
 * @param look a dry run of the set
 */
export async function lookFirst(
  context: Context<typeof spec>,
  members: readonly EspMember[],
  look: (context: Context<typeof spec>) => Promise<readonly SourceResult[]>,
): Promise<readonly SourceResult[] | null> {
  const { options } = context;
  // It would read all contents twice, or is about more than the plan; and what is not mounted would be mounted twice.
  const isAboutMore = options.checksum || options.heal || options.fsck || options.force;
  if (isAboutMore || members.some(({ state }) => state !== 'mounted')) return null;
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
