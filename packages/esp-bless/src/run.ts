import { type Context, type ExitStatus, exitStatus, failed, no } from '@twinroot/lib-command';
import { loaderInterface, readEfiVariable, textValue } from '@twinroot/lib-efivar';
import { givenSet, setNow } from '@twinroot/lib-esp-set';
import { withMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { blessSet } from './act/bless-set.ts';
import { type BlessOutcome, blessPlanTable, blessReportTable } from './bless-table.ts';
import { type CountedBoot, countedBootOf } from './decide/counted-boot.ts';
import type { spec } from './spec.ts';

/** Takes the boot counter off the entry that was booted and found good, on each mirror that has the same. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, message } = context;
  // Read in any case: who writes it is not to be left without a reader.
  const found = await readSet(context);
  const boot = readCountedBoot(sysroot);
  if (boot === null) {
    message.info('this boot was not counted: nothing is to be done');
    await (dryRun ? context.writeGroup(blessPlanTable, []) : context.writeGroup(blessReportTable, []));
    return exitStatus.done;
  }
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const { members, warnings } = setNow(found, access.machine);
    for (const warning of warnings) message.warning(warning);
    const blessed = await blessSet(access, members, boot, { wait, signal });
    if (blessed.kind === 'refused') throw no(blessed.reason);
    for (const outcome of blessed.outcomes) say(context, outcome);
    await (dryRun
      ? context.writeGroup(blessPlanTable, blessed.planned)
      : context.writeGroup(blessReportTable, blessed.outcomes));
    const isBad = blessed.outcomes.some(({ state }) => state === 'failed' || state === 'refused');
    return isBad ? exitStatus.failed : exitStatus.done;
  });
}

/** What was booted with a counter; null: it had none. */
function readCountedBoot(sysroot: string): CountedBoot | null {
  const variable = readEfiVariable(sysroot, 'LoaderBootCountPath', loaderInterface);
  if (variable === null) return null;
  const boot = countedBootOf(textValue(variable));
  if (boot.kind === 'refused') throw failed(boot.reason);
  return boot;
}

/** The set on standard input, or, where nobody may write there, as the machine has it. */
async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const found = await givenSet(context);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}

function say({ message, dryRun }: Context<typeof spec>, outcome: BlessOutcome): void {
  const { partuuid, path, state, entry, why } = outcome;
  const name = path ?? partuuid;
  if (state === 'failed' || state === 'refused') message.error(`${name}: ${why}`);
  else if (state === 'missing') message.warning(`${name} is missing: no device has this PARTUUID, skipping`);
  else if (state === 'differs') message.warning(`${name}: ${why}: it keeps its counter`);
  else if (state === 'blessed' && !dryRun)
    message.info(`${name}: ${entry} has booted well: it has no boot counter now`);
}
