import { type Context, type ExitStatus, exitStatus, failed, no } from '@twinroot/lib-command';
import { givenSet, setNow } from '@twinroot/lib-esp-set';
import { withMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { readLeft } from '@twinroot/lib-seal';
import { renewSeeds } from './act/renew-seeds.ts';
import { type SeedOutcome, seedPlanTable, seedReportTable } from './seed-table.ts';
import type { spec } from './spec.ts';

/** Gives each ESP of a set a random seed of its own. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, message } = context;
  const found = await readSet(context);
  const wait = { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait: dryRun ? null : wait }, async (access) => {
    const { members, warnings } = setNow(found, access.machine);
    for (const warning of warnings) message.warning(warning);
    const left = await readLeft(access, members);
    const [esps, gone] = split(espsOf(members), ({ partuuid }) => !left.has(partuuid));
    const work = { wait: dryRun ? null : wait, refreshes: options.refresh };
    const renewal = await renewSeeds(access, esps, work);
    const { planned } = renewal;
    const outcomes = [...renewal.outcomes, ...gone.map(leftOutcome)];
    for (const outcome of outcomes) say(context, outcome);
    await (dryRun
      ? context.writeGroup(seedPlanTable, planned)
      : context.writeGroup(seedReportTable, outcomes));
    const isBad = outcomes.some(({ state }) => state === 'failed' || state === 'refused');
    return isBad ? exitStatus.failed : exitStatus.done;
  });
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function leftOutcome({ partuuid, path }: EspMember): SeedOutcome {
  return { partuuid, path, state: 'refused', why: 'it left the set: esp-join takes it back' };
}

/** Boot loaders look for the seed on the ESP that they were started from. The booted one comes first: it keeps what it has. */
function espsOf(members: readonly EspMember[]): readonly EspMember[] {
  const esps = members.filter(({ kind }) => kind === 'esp');
  return split(esps, ({ role }) => role === 'booted').flat();
}

/** The set on standard input, or, where nobody may write there, as the machine has it. */
async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const found = await givenSet(context);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}

function say({ message, dryRun }: Context<typeof spec>, { partuuid, path, state, why }: SeedOutcome): void {
  const name = path ?? partuuid;
  if (state === 'failed' || state === 'refused') message.error(`the random seed of ${name}: ${why}`);
  else if (state === 'missing') message.warning(`${name} is missing: no device has this PARTUUID, skipping`);
  else if (state === 'switched-off') message.info(`${name}: ${why}: it is left`);
  else if (state === 'renewed' && !dryRun) message.info(`${name} has a fresh random seed: ${why}`);
  else if (state === 'unused') message.debug(`${name}: ${why}`);
}
