import { type Context, type ExitStatus, exitStatus, failed, no } from '@twinroot/lib-command';
import { setNow } from '@twinroot/lib-esp-set';
import { whyNoWrites } from '@twinroot/lib-firmware';
import { withMembers } from '@twinroot/lib-member';
import { makeOptions } from './act/make-options.ts';
import { readSet } from './gather/read-set.ts';
import type { spec } from './spec.ts';

/** Sees to it that each ESP of the set has one boot option of the firmware. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, message } = context;
  // Before the records: without variables esp-which has none to write.
  const why = whyNoWrites(sysroot);
  if (why !== null) throw no(`there is no boot option to be made: ${why}`);
  const set = await readSet(context);
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const now = setNow(set, access.machine);
    for (const warning of now.warnings) message.warning(warning);
    const esps = now.members.filter(({ kind }) => kind === 'esp');
    if (esps.length === 0) throw failed('the set has no ESP, and firmware starts nothing else');
    return (await makeOptions(context, access, esps)) ? exitStatus.done : exitStatus.failed;
  });
}
