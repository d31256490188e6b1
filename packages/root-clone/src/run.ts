import { type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { createIdMap, type IdMap, inverseOf } from '@twinroot/lib-idmap';
import { type Machine, withCurrentMounts } from '@twinroot/lib-machine';
import type { DeviceMount } from '@twinroot/lib-mount';
import { defaultMaxDelete } from '@twinroot/lib-rsync';
import { awaitInstallers } from './act/await-installers.ts';
import { carryOut } from './act/carry-out.ts';
import { withMounts } from './act/with-mounts.ts';
import type { CloneContext } from './clone-context.ts';
import { stepsWithRoom } from './decide/boot-room.ts';
import { tooSmall, whyNotCloned } from './decide/judge-clone.ts';
import { type MountFacts, mountsAfter, peerMounts } from './decide/peer-mounts.ts';
import { type ClonePlan, idsForTexts, planClone } from './decide/plan-clone.ts';
import type { CloneFacts } from './decide/refuse.ts';
import { bootDirectories } from './decide/source-texts.ts';
import { type Step, stepRecord } from './decide/step.ts';
import { swapFilesOf } from './decide/swap-files.ts';
import { bootMounts } from './decide/unmounted-boot.ts';
import { usedIds } from './decide/used-ids.ts';
import { type Volume, volumesBelow } from './decide/volumes.ts';
import { emptyBootDirectories } from './gather/boot-directories.ts';
import { bootStates } from './gather/boot-states.ts';
import { type ClonePlaces, clonePlaces } from './gather/clone-places.ts';
import { limitDeletions } from './gather/limit-deletions.ts';
import { linksAmong } from './gather/links-among.ts';
import { presentImages, presentTexts } from './gather/present-files.ts';
import { readIds } from './gather/read-ids.ts';
import { createSourceReader, type SourceContent, type SourceReader } from './gather/read-source.ts';
import { readDefaultSubvolume, readSubvolumes } from './gather/read-subvolumes.ts';
import { rebuiltInitrds } from './gather/rebuilt-initrds.ts';
import { swapSizes } from './gather/swap-sizes.ts';
import { usage } from './gather/used-space.ts';
import { volumeTimes } from './gather/volume-times.ts';
import { readWritableMachine } from './gather/writable-machine.ts';
import { clonePlanTable } from './plan-table.ts';

/** Clones a root: looks at everything, refuses or plans, and walks the plan. */
export async function run(context: CloneContext): Promise<ExitStatus> {
  const ids = await readIds(context);
  const places = clonePlaces(context);
  if (context.options.mount && places.to === '/') throw wrong('the alternate root cannot be / itself');
  if (!context.dryRun) await awaitInstallers(context);
  const machine = await readWritableMachine(context, places.source);
  const reader = createSourceReader(context, places.source);
  try {
    await reader.fetch(['/']);
    const facts = mountFacts(places, ids, machine, reader.content());
    const { mount } = context.options;
    const boot = mount ? bootMounts(facts, emptyBootDirectories(context.sysroot, places.source)) : [];
    const mounts = mountsAfter(machine.mounts, machine.devices, boot);
    const peers = mount ? peerMounts({ ...facts, mounts }) : [];
    for (const { device, target } of [...boot, ...peers])
      context.message.debug(`${device} would be mounted at ${target}`);
    const planned = { ...machine, mounts: mountsAfter(mounts, machine.devices, peers) };
    if (context.dryRun) {
      const content = await fetchVolumes(context, reader, planned, places.to);
      const plan = await judgeAndPlan(context, factsOf(planned, places, ids), content, [...boot, ...peers]);
      await context.writeGroup(
        clonePlanTable,
        plan.steps.map((step) => stepRecord(step, places.to)),
      );
      return exitStatus.done;
    }
    return await withMounts(context, boot, async () => {
      const content = await fetchVolumes(context, reader, planned, places.to);
      return withMounts(context, peers, async () => {
        // Only the mounts are others by now; they are looked up as they are, not as they should be.
        const found = factsOf(await withCurrentMounts(machine), places, ids);
        const plan = await judgeAndPlan(context, found, content, [...boot, ...peers]);
        return carryOut(context, found, plan, reader.copies);
      });
    });
  } finally {
    reader.close();
  }
}

/** Fetches the texts of all volumes, which are mounted in the source by now. */
async function fetchVolumes(
  { options }: CloneContext,
  reader: SourceReader,
  machine: Machine,
  to: string,
): Promise<SourceContent> {
  const volumes = volumesBelow(machine, to).volumes.filter(({ path }) => path !== '/');
  const imageVolumes = options['rebuild-uki'] ? volumes.filter(({ isBoot }) => isBoot) : [];
  await reader.fetch(pathsOf(volumes), pathsOf(imageVolumes));
  return reader.content();
}

function pathsOf(volumes: readonly Volume[]): readonly string[] {
  return volumes.map(({ path }) => path);
}

/** What the mounts of `--mount` are made from. */
function mountFacts(
  { source, to }: ClonePlaces,
  ids: IdMap,
  machine: Machine,
  { texts }: SourceContent,
): MountFacts {
  const root = source.kind === 'local' ? source.root : null;
  const fstab = texts.find(({ kind }) => kind === 'fstab')?.text ?? '';
  return { ...machine, ids, to, root, fstab };
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
  const { sysroot, volumes, to, source } = facts;
  const used = usedIds(content.texts);
  throwRefusals(context, whyNotCloned(facts, used, linksAmong(sysroot, used), context.options.keep));
  const subvolumes = await readSubvolumes(facts);
  // What is used is counted when nothing else is wrong: it may take long.
  if (facts.live) throwRefusals(context, tooSmall(await usage(context, facts, subvolumes)));
  // What will be mounted, and is not yet, has nothing that could be looked at.
  const isBare = context.dryRun && mounts.length > 0;
  const present = isBare ? [] : presentTexts(sysroot, to, bootDirectories(pathsOf(volumes)));
  const fstab = content.texts.find(({ kind }) => kind === 'fstab')?.text ?? '';
  const isSeen = !isBare && facts.live;
  const times = isSeen ? volumeTimes(sysroot, volumes) : new Map<string, readonly string[]>();
  const ownIds = idsForTexts(facts.ids, facts.devices);
  const plan = planClone(
    facts,
    {
      ...content,
      mounts,
      subvolumes,
      arch: process.arch,
      defaultSubvolume: await readDefaultSubvolume(facts),
      swapFiles: await swapSizes(context, source, swapFilesOf(fstab)),
      presentTexts: present,
      timeOptions: times,
      rebuiltInitrds:
        isSeen && context.options['rebuild-initrd']
          ? await rebuiltInitrds(context, facts, ownIds, times)
          : [],
      presentImages: isBare ? [] : presentImages(sysroot, to, volumes),
    },
    context,
  );
  const steps = isBare ? plan.steps : await withinLimits(context, facts, plan.steps);
  for (const warning of plan.warnings) context.message.warning(warning);
  for (const fault of plan.faults) context.message.error(fault);
  if (isBare || !facts.live) return { ...plan, steps };
  return { ...plan, steps: stepsWithRoom(steps, await bootStates(context, steps, present)) };
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

/** Reports each reason; the last one ends the run. */
function throwRefusals({ message }: CloneContext, reasons: readonly string[]): void {
  const last = reasons.at(-1);
  if (last === undefined) return;
  for (const reason of reasons.slice(0, -1)) message.error(`refused: ${reason}`);
  throw failed(`refused: ${last}`);
}
