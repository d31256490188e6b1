import { type Context, type ExitStatus, exitStatus, wrong } from '@twinroot/lib-command';
import { espSetTable, toEspMembers } from '@twinroot/lib-record';
import { mirrorDirectories } from './act/directory-run.ts';
import { mirrorEspSet } from './act/esp-set-run.ts';
import { report } from './act/report.ts';
import type { spec } from './spec.ts';

/** Makes the mirrors of each set that arrives, or the directories of `--to`, boot what the source boots. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { from, to } = context.options;
  if (from === undefined && to.length > 0) throw wrong('--to requires --from');
  if (from !== undefined) return report(context, await mirrorDirectories(context, from, to));
  let status: ExitStatus = exitStatus.done;
  for await (const records of context.readGroups(espSetTable)) {
    const results = await mirrorEspSet(context, toEspMembers(records));
    if ((await report(context, results)) !== exitStatus.done) status = exitStatus.failed;
  }
  return status;
}
