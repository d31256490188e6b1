import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { setNow } from '@twinroot/lib-esp-set';
import { whyNoWrites } from '@twinroot/lib-firmware';
import { withMembers } from '@twinroot/lib-member';
import { askDrill } from './act/ask-drill.ts';
import { cancelDrill } from './act/cancel-drill.ts';
import { makeOptions } from './act/make-options.ts';
import { recordBoot } from './act/record-boot.ts';
import { readSet } from './gather/read-set.ts';
import type { spec } from './spec.ts';

/** Sees to it that each ESP of the set has one boot option of the firmware, or to a drill. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, message } = context;
  const { next, cancel, record, prune } = options;
  const ways = [prune, next !== undefined, cancel, record].filter((isAsked) => isAsked);
  if (ways.length > 1) throw wrong('--prune, --next, --cancel and --record exclude each other');
  // Before the records: without variables esp-which has none to write. What is only noted writes none.
  const why = record ? null : whyNoWrites(sysroot);
  if (why !== null) throw no(`no boot option can be written: ${why}`);
  const set = cancel ? [] : await readSet(context);
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    if (cancel) {
      await cancelDrill(context);
      return exitStatus.done;
    }
    const now = setNow(set, access.machine);
    for (const warning of now.warnings) message.warning(warning);
    const esps = now.members.filter(({ kind }) => kind === 'esp');
    if (esps.length === 0) throw failed('the set has no ESP, and firmware starts nothing else');
    if (next !== undefined) {
      await askDrill(context, access, now.members, next);
      return exitStatus.done;
    }
    const isWell = await (record ? recordBoot : makeOptions)(context, access, esps);
    return isWell ? exitStatus.done : exitStatus.failed;
  });
}
