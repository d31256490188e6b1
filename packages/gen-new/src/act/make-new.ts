import { join } from 'node:path';
import { readSubvolumes, setDefaultSubvolume } from '@twinroot/lib-btrfs';
import { CommandError, type ExitStatus, exitStatus, failed, no } from '@twinroot/lib-command';
import { failureText } from '@twinroot/lib-failure';
import {
  generationRecords,
  type OpenTop,
  readBootFiles,
  readTree,
  rootName,
  unpublished,
} from '@twinroot/lib-generation';
import { generationTable } from '@twinroot/lib-record';
import { newBootFault } from '../decide/boot-fault.ts';
import type { GenerationPlan } from '../decide/generation-plan.ts';
import { conflictInWords, type EtcConflict } from '../decide/merge-etc.ts';
import { placesInWords } from '../decide/nested-subvolumes.ts';
import type { PlannedNew } from '../gather/plan-new.ts';
import type { NewContext } from '../new-context.ts';
import { makeSnapshots, takeAway } from './make-generation.ts';
import { mergeRunningEtc } from './merge-running-etc.ts';
import { makePlainDirectories } from './plain-directories.ts';
import { runInGeneration } from './run-command.ts';
import { keepGeneration, seal, writeOwn } from './seal-generation.ts';

/**
 * Makes a generation by its plan, and writes its record. Whatever goes wrong: nothing is left of it.
 *
 * @throws {CommandError} when the command failed, or had nothing to do, or something lacks
 * @throws {ToolError} ABORT; with what btrfs(8) said
 */
export async function makeNew(context: NewContext, top: OpenTop, planned: PlannedNew): Promise<ExitStatus> {
  const { plan } = planned;
  const { message } = context;
  let conflicts: readonly EtcConflict[];
  try {
    await makeSnapshots(top.path, plan);
    await runCommand(context, top, planned);
    await plainDirectories(context, top, plan);
    conflicts = await mergeRunningEtc(context, top, planned);
    await writeOwn(top.path, plan);
    const boot = newBootFault(await readBootFiles(join(top.path, plan.making, rootName)), planned.bootFaults);
    if (boot.refused !== null) throw failed(boot.refused);
    for (const warning of boot.warnings) message.warning(warning);
    if (context.options.keep) await keepGeneration(top.path, plan);
    context.signal.throwIfAborted();
    await seal(top.path, plan);
  } catch (error) {
    try {
      await takeAway(top.path, [plan.making]);
      if (!(error instanceof CommandError && error.status === exitStatus.no))
        message.info('nothing is left of the new generation');
    } catch (cause) {
      message.warning(
        `${plan.making} is left, and the next run takes it away: ${failureText(cause)}, ignoring`,
      );
    }
    throw error;
  }
  message.info(`${plan.id} is sealed`);
  const tree = await readTree(top);
  const records =
    tree === null
      ? []
      : generationRecords(tree.layout, { ...unpublished, booted: top.booted, mounts: top.readMounts() });
  await context.writeGroup(
    generationTable,
    records.filter(({ id }) => id === plan.id),
  );
  for (const conflict of conflicts) message.error(conflictInWords(conflict));
  return conflicts.length === 0 ? exitStatus.done : exitStatus.failed;
}

/** What a command has made of subvolumes: what is in one is in no snapshot, and gen-prune takes no generation that has one. */
async function plainDirectories({ operands, message }: NewContext, top: OpenTop, plan: GenerationPlan) {
  if (operands.length === 0) return;
  for (const { name } of plan.snapshots) {
    const places = await makePlainDirectories(top.path, plan.making, name);
    if (places.length > 0)
      message.warning(
        `${operands[0]} has made subvolumes in snapshots/${plan.id}/${name}, with something in them: the next generation will not have it, and gen-prune will not take this one: ${placesInWords(places)}, ignoring`,
      );
  }
}

/** What is mounted where no subvolume is named is no part of a generation: a command that has set that would change the next boot. */
async function resetDefault(
  { operands, message }: NewContext,
  { path }: OpenTop,
  before: number,
): Promise<void> {
  const { defaultId } = await readSubvolumes(path);
  if (defaultId === before) return;
  await setDefaultSubvolume(before, path);
  message.warning(
    `${operands[0]} has set the default subvolume of the btrfs, which is what it was again, ignoring`,
  );
}

async function runCommand(context: NewContext, top: OpenTop, planned: PlannedNew): Promise<void> {
  const { operands, sysroot, message } = context;
  const [program, ...args] = operands;
  if (program === undefined) return;
  const place = { sysroot, device: top.device, top: top.path };
  const run = runInGeneration(planned.plan, place, [program, ...args], context);
  const { how, isNothing, processes, mounts } = await run.finally(() =>
    resetDefault(context, top, planned.defaultId),
  );
  if (isNothing) throw no(`${operands.join(' ')} had nothing to do: there is no new generation`);
  if (how !== null) throw failed(`${operands.join(' ')} ${how}`);
  if (processes.length > 0)
    message.warning(`${program} has left processes behind, which are ended: ${processes.join(', ')}`);
  if (mounts.length > 0)
    message.warning(`${program} has left mounts behind, which are undone: ${mounts.join(', ')}`);
}
