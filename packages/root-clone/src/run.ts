import { type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { createIdMap, type IdMap, inverseOf } from '@twinroot/lib-idmap';
import { type Machine, withCurrentMounts } from '@twinroot/lib-machine';
import type { DeviceMount } from '@twinroot/lib-mount';
import { defaultMaxDelete } from '@twinroot/lib-rsync';
import { awaitInstallers } from './act/await-installers.ts';
import { carryOutStep } from './act/carry-out-step.ts';
import { createCloneLocks } from './act/clone-locks.ts';
import { openVolumes } from './act/open-volumes.ts';
import { outcomeOf } from './act/step-outcome.ts';
import { withMounts } from './act/with-mounts.ts';
import type { CloneContext } from './clone-context.ts';
import { tooSmall, whyNotCloned } from './decide/judge-clone.ts';
import { mountsAfter, peerMounts } from './decide/peer-mounts.ts';
import { type ClonePlan, planClone } from './decide/plan-clone.ts';
import type { CloneFacts } from './decide/refuse.ts';
import { bootDirectories } from './decide/source-texts.ts';
import { type Step, stepRecord, writesBoot } from './decide/step.ts';
import { usedIds } from './decide/used-ids.ts';
import { type Volume, volumesBelow } from './decide/volumes.ts';
import { type ClonePlaces, clonePlaces } from './gather/clone-places.ts';
import { limitDeletions } from './gather/limit-deletions.ts';
import { linksAmong } from './gather/links-among.ts';
import { presentImages, presentTexts } from './gather/present-files.ts';
import { readIds } from './gather/read-ids.ts';
import { createSourceReader, type SourceContent } from './gather/read-source.ts';
import { usedBytes } from './gather/used-space.ts';
import { readWritableMachine } from './gather/writable-machine.ts';
import { clonePlanTable } from './plan-table.ts';
import { type CloneOutcome, cloneReportTable } from './report-table.ts';

/** Clones a root: looks at everything, refuses or plans, and walks the plan. */
export async function run(context: CloneContext): Promise<ExitStatus> {
  const ids = await readIds(context);
  const places = clonePlaces(context);
  if (context.options.mount && places.to === '/') throw wrong('the alternate root cannot be / itself');
  if (!context.dryRun) await awaitInstallers(context);
  const machine = await readWritableMachine(context);
  const reader = createSourceReader(context, places.source);
  try {
    await reader.fetch(['/']);
    const mounts = context.options.mount ? mountsFor(context, places, ids, machine, reader.content()) : [];
    const planned = { ...machine, mounts: mountsAfter(machine.mounts, machine.devices, mounts) };
    const volumes = volumesBelow(planned, places.to).volumes.filter(({ path }) => path !== '/');
    const imageVolumes = context.options['rebuild-uki'] ? volumes.filter(({ isBoot }) => isBoot) : [];
    await reader.fetch(pathsOf(volumes), pathsOf(imageVolumes));
    const content = reader.content();
    if (context.dryRun) {
      const { steps } = await judgeAndPlan(context, factsOf(planned, places, ids), content, mounts);
      await context.writeGroup(
        clonePlanTable,
        steps.map((step) => stepRecord(step, places.to)),
      );
      return exitStatus.done;
    }
    return await withMounts(context, mounts, async () => {
      // Only the mounts are others by now; they are looked up as they are, not as they should be.
      const facts = factsOf(await withCurrentMounts(machine), places, ids);
      const plan = await judgeAndPlan(context, facts, content, mounts);
      return carryOut(context, facts, plan, reader.copies);
    });
  } finally {
    reader.close();
  }
}

function pathsOf(volumes: readonly Volume[]): readonly string[] {
  return volumes.map(({ path }) => path);
}

/** What is mounted for the clone with `--mount`. */
function mountsFor(
  { message }: CloneContext,
  { source, to }: ClonePlaces,
  ids: IdMap,
  machine: Machine,
  { texts }: SourceContent,
): readonly DeviceMount[] {
  const root = source.kind === 'local' ? source.root : null;
  const fstab = texts.find(({ kind }) => kind === 'fstab')?.text ?? '';
  const mounts = peerMounts({ ...machine, ids, to, root, fstab });
  for (const { device, target } of mounts) message.debug(`${device} would be mounted at ${target}`);
  return mounts;
}

function factsOf(machine: Machine, { source, to }: ClonePlaces, ids: IdMap): CloneFacts {
  const inverse = createIdMap(inverseOf(ids.pairs));
  return { ...machine, source, to, ids, inverse, ...volumesBelow(machine, to) };
}

/**
 * Judges a clone, and plans it.
 *
 * @throws {CommandError} when it is refused; each reason is reported before
 */
async function judgeAndPlan(
  context: CloneContext,
  facts: CloneFacts,
  content: SourceContent,
  mounts: readonly DeviceMount[],
): Promise<ClonePlan> {
  const { sysroot, volumes, to } = facts;
  await refuse(context, facts, content);
  // What will be mounted, and is not yet, has nothing that could be looked at.
  const isBare = context.dryRun && mounts.length > 0;
  const plan = planClone(
    facts,
    {
      ...content,
      mounts,
      presentTexts: isBare ? [] : presentTexts(sysroot, to, bootDirectories(pathsOf(volumes))),
      presentImages: isBare ? [] : presentImages(sysroot, to, volumes),
    },
    context,
  );
  const steps = isBare ? plan.steps : await withinLimits(context, facts, plan.steps);
  for (const warning of plan.warnings) context.message.warning(warning);
  return { ...plan, steps };
}

/** The steps, kept to what they may delete. */
async function withinLimits(
  context: CloneContext,
  facts: CloneFacts,
  planned: readonly Step[],
): Promise<readonly Step[]> {
  const { 'max-delete': maxDelete = defaultMaxDelete, 'allow-empty': allowEmpty } = context.options;
  const { steps, reasons } = await limitDeletions(context, facts, planned, { maxDelete, allowEmpty });
  throwRefusals(context, reasons);
  return steps;
}

/** What is used is counted when nothing else is wrong: it may take long. */
async function refuse(context: CloneContext, facts: CloneFacts, { texts }: SourceContent): Promise<void> {
  const used = usedIds(texts);
  const reasons = whyNotCloned(facts, used, linksAmong(facts.sysroot, used), context.options.keep);
  const all = reasons.length > 0 || !facts.live ? reasons : tooSmall(await usageOf(context, facts));
  throwRefusals(context, all);
}

/** Reports each reason; the last one ends the run. */
function throwRefusals({ message }: CloneContext, reasons: readonly string[]): void {
  const last = reasons.at(-1);
  if (last === undefined) return;
  for (const reason of reasons.slice(0, -1)) message.error(`refused: ${reason}`);
  throw failed(`refused: ${last}`);
}

async function usageOf(
  context: CloneContext,
  { source, mounts, volumes }: CloneFacts,
): Promise<ReadonlyMap<Volume, number>> {
  const used = new Map<Volume, number>();
  for (const volume of volumes)
    used.set(volume, await usedBytes(context, source, mounts, { volume, volumes }));
  return used;
}

async function carryOut(
  context: CloneContext,
  { volumes, sysroot, to }: CloneFacts,
  { steps, ids, hasEntries }: ClonePlan,
  copies: string,
): Promise<ExitStatus> {
  const { signal } = context;
  const open = await openVolumes(volumes, sysroot);
  const outcomes: CloneOutcome[] = [];
  try {
    const locks = createCloneLocks(volumes, open, { waitSeconds: context.options.wait, signal });
    try {
      await locks.lockRoot();
      for (const step of steps) {
        signal.throwIfAborted();
        if (writesBoot(step)) await locks.lockBoot();
        const clone = { volumes, open, ids, copies, hasEntries, held: locks.files() };
        const report = { to, names: open.names, signal };
        const outcome = await outcomeOf(step, report, () => carryOutStep(context, step, clone));
        outcomes.push(outcome);
        say(context, outcome);
        if (outcome.state === 'failed') break;
      }
    } finally {
      await locks.release();
    }
  } finally {
    await open.close();
  }
  await context.writeGroup(cloneReportTable, outcomes);
  return outcomes.some(({ state }) => state === 'failed') ? exitStatus.failed : exitStatus.done;
}

function say({ message }: CloneContext, { step, target, state, why }: CloneOutcome): void {
  if (why === null) return;
  if (state === 'failed') message.error(`${step} of ${target}: ${why}`);
  else message.warning(`${step} of ${target}: ${why}`);
}
