import { type Context, type ExitStatus, exitStatus, wrong } from '@twinroot/lib-command';
import { espSetTable, toEspMembers } from '@twinroot/lib-record';
import { mirrorDirectories } from './act/directory-run.ts';
import { mirrorEspSet } from './act/esp-set-run.ts';
import { report } from './act/report.ts';
import type { spec } from './spec.ts';

/** Makes the mirrors of each set that arrives, or the directories of `--to`, boot what the source boots. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { from, to } = context.options;
  const required = requiredMembers(context.options.require);
  if (from === undefined && to.length > 0) throw wrong('--to requires --from');
  if (from !== undefined)
    return report(context, await mirrorDirectories(context, from, to), { required, lone: 0 });
  let status: ExitStatus = exitStatus.done;
  for await (const records of context.readGroups(espSetTable)) {
    const members = toEspMembers(records);
    const results = await mirrorEspSet(context, members);
    const lone = members.filter(({ role }) => role === 'booted').length - results.length;
    const one = await report(context, results, { required, lone });
    if (one !== exitStatus.done && status !== exitStatus.failed) status = one;
  }
  return status;
}

/** The value of `--require`; 0 without it. */
function requiredMembers(value: string | undefined): number {
  if (value === undefined) return 0;
  if (!/^[1-9]\d{0,3}$/.test(value)) throw wrong(`--require ${value}: a number of members was expected`);
  return Number(value);
}
