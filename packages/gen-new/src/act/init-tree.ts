import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSubvolume, readSubvolumes, snapshotSubvolume } from '@twinroot/lib-btrfs';
import { type ExitStatus, exitStatus, failed } from '@twinroot/lib-command';
import { createReplacement } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import {
  generationRecords,
  lettersOf,
  newGenerationId,
  type OpenTop,
  readTree,
  rootName,
  turnCurrent,
  turnedLinks,
  unpublished,
} from '@twinroot/lib-generation';
import { generationPlanTable, generationTable } from '@twinroot/lib-record';
import { realPathBelow } from '@twinroot/lib-sysroot';
import { type FirstPlan, firstRecords, planFirst } from '../decide/first-generation.ts';
import { type InitPlan, planInit } from '../decide/init-plan.ts';
import { nestedSubvolumes, placesInWords } from '../decide/nested-subvolumes.ts';
import { mountpointsOf, sharedDatabases } from '../decide/package-database.ts';
import { partsInAll } from '../decide/parts-in-all.ts';
import { planStep } from '../decide/plan-records.ts';
import { readNames, readTemplate, type Template } from '../gather/read-init.ts';
import type { NewContext } from '../new-context.ts';
import { copyBoot } from './copy-boot.ts';
import { emptyCommons, makeCommons } from './make-commons.ts';
import { leftovers, takeAway } from './make-generation.ts';
import { seal, writeOwn } from './seal-generation.ts';

/**
 * Makes the tree of generations at the top of a btrfs, with a first one, and writes its record. Nothing of the root that runs is changed.
 *
 * @throws {CommandError} when there is one already, or the btrfs holds something else
 * @throws {ToolError} with what btrfs(8), blkid(8), cp(1) or find(1) said
 */
export async function initTree(context: NewContext, top: OpenTop): Promise<ExitStatus> {
  const layout = (await readTree(top, context.signal))?.layout ?? null;
  const init = planInit({ layout, rootSubvolume: top.rootSubvolume, names: readNames(top.path) });
  if (init.kind === 'refused') throw failed(init.reason);
  if (init.kind === 'link') return linkFirst(context, top, init.id);
  const old = init.kind === 'root' ? join(top.path, init.from) : null;
  const template = await readTemplate(top, old);
  for (const shared of partsInAll(template.text)) context.message.warning(shared);
  if (old !== null)
    for (const shared of sharedDatabases(template.text, (path) => realPathBelow(old, path).exists))
      context.message.warning(shared);
  const id = newGenerationId(Date.now() / 1000, lettersOf(randomBytes(64)), []);
  const first = planFirst(init, id, template.text);
  if (first.kind === 'refused') throw failed(first.reason);
  if (init.kind === 'root') await warnOfNested(context, top, init.from, first);
  if (context.dryRun) {
    await context.writeGroup(generationPlanTable, firstRecords(first, init, template.isThere));
    return exitStatus.done;
  }
  await makeFirst(context, top, { init, old, template, first });
  return linkFirst(context, top, id);
}

/** What is in subvolumes of the root is in no snapshot of it, unless it becomes common or fstab mounts it. */
async function warnOfNested({ signal, message }: NewContext, top: OpenTop, from: string, first: FirstPlan) {
  const { all } = await readSubvolumes(top.path, signal);
  // Of a root that is the top itself, the tree is no part.
  const mounted = [
    ...mountpointsOf(first.generation.fstab),
    ...(from === '' ? ['/snapshots', '/commons'] : []),
  ];
  const nested = nestedSubvolumes(
    all.map(({ path }) => path),
    from,
    mounted,
  );
  if (nested.length > 0)
    message.warning(
      `subvolumes inside of the root are no part of the first generation, which has empty directories there: ${placesInWords(nested)}; what is to be in all generations belongs into commons, with a line in the file fstab at the top, ignoring`,
    );
}

/** Lets `current` lead to the first generation, and writes its record. */
async function linkFirst(context: NewContext, top: OpenTop, id: string): Promise<ExitStatus> {
  if (context.dryRun) {
    await context.writeGroup(generationPlanTable, [planStep('turn', 'current')]);
    return exitStatus.done;
  }
  await turnCurrent(top.path, { ids: turnedLinks(id, []), existing: null }, Date.now() / 1000);
  const layout = (await readTree(top))?.layout ?? { generations: [] };
  const facts = { ...unpublished, booted: top.booted, mounts: top.readMounts() };
  await context.writeGroup(generationTable, generationRecords(layout, facts));
  return exitStatus.done;
}

/** What the first generation is made of. */
interface FirstParts {
  readonly init: Exclude<InitPlan, { kind: 'link' }>;
  /** The root that runs, as it is reached; null: there is none. */
  readonly old: string | null;
  readonly template: Template;
  readonly first: FirstPlan;
}

async function makeFirst(
  { sysroot, message }: NewContext,
  top: OpenTop,
  { init, old, template, first: { generation, commons } }: FirstParts,
): Promise<void> {
  const at = (path: string) => join(top.path, path);
  for (const name of ['snapshots', 'links', 'next']) mkdirSync(at(name), { recursive: true });
  await takeAway(top.path, leftovers(top.path));
  if (!template.isThere) {
    await writeTemplate(top.path, template.text);
    message.info(`the template of each generation's fstab is the file fstab at the top of ${top.name}`);
  }
  await makeCommons(top.path, commons, old);
  mkdirSync(at(generation.making));
  const root = at(`${generation.making}/${rootName}`);
  if (old === null) await createSubvolume(root);
  else {
    await snapshotSubvolume(old, root);
    // Of a root that is the top itself, the tree came along.
    if (init.kind === 'root' && init.from === '')
      for (const name of ['snapshots', 'links', 'next', 'commons', 'fstab'])
        rmSync(join(root, name), { recursive: true, force: true });
    await copyBoot(sysroot, root);
    await emptyCommons(root, commons);
    await writeOwn(top.path, generation);
  }
  await seal(top.path, generation);
}

async function writeTemplate(top: string, text: string): Promise<void> {
  await createReplacement({
    destination: join(top, 'fstab'),
    temporary: join(top, temporaryName(0)),
    content: {
      bytes: Buffer.from(text, 'latin1'),
      mtime: Math.floor(Date.now() / 1000),
      owner: { mode: 0o644, uid: 0, gid: 0 },
    },
    replaces: false,
    verify: false,
  });
}
