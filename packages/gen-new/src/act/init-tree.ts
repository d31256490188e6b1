import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createSubvolume, snapshotSubvolume } from '@twinroot/lib-btrfs';
import { type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { createReplacement } from '@twinroot/lib-durable';
import { temporaryName } from '@twinroot/lib-fat';
import {
  fstabOf,
  generationRecords,
  lettersOf,
  makingPrefix,
  newGenerationId,
  type OpenTop,
  readTree,
  rootName,
  templateMounts,
  turnCurrent,
  turnedLinks,
  unpublished,
} from '@twinroot/lib-generation';
import { generationTable } from '@twinroot/lib-record';
import { runTool } from '@twinroot/lib-tool';
import type { GenerationPlan } from '../decide/generation-plan.ts';
import { type InitPlan, planInit } from '../decide/init-plan.ts';
import { commonDirectories, initTemplate, mountedByFstab } from '../decide/init-template.ts';
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
  if (context.dryRun) throw wrong('--init has no --dry-run: it changes nothing that is there');
  const found = await readTree(top, context.signal);
  const plan = planInit({
    layout: found?.layout ?? null,
    rootSubvolume: top.rootSubvolume,
    names: readdirSync(top.path),
  });
  if (plan.kind === 'refused') throw failed(plan.reason);
  const id = plan.kind === 'link' ? plan.id : await makeFirst(context, top, plan);
  await turnCurrent(top.path, { ids: turnedLinks(id, []), existing: null }, Date.now() / 1000);
  const made = await readTree(top);
  const records =
    made === null
      ? []
      : generationRecords(made.layout, { ...unpublished, booted: top.booted, mounts: top.readMounts() });
  await context.writeGroup(generationTable, records);
  return exitStatus.done;
}

/** Makes the first generation, and gives its id. */
async function makeFirst(
  context: NewContext,
  top: OpenTop,
  init: Exclude<InitPlan, { kind: 'link' }>,
): Promise<string> {
  const at = (path: string) => join(top.path, path);
  for (const name of ['snapshots', 'links', 'next']) mkdirSync(at(name), { recursive: true });
  await takeAway(top.path, leftovers(top.path));
  const old = init.kind === 'root' ? at(init.from) : null;
  const template = await writeTemplate(context, top, old);
  const id = newGenerationId(Date.now() / 1000, lettersOf(randomBytes(64)), []);
  const making = `snapshots/${makingPrefix}${id}`;
  const fstab = fstabOf(template, id);
  if (fstab.kind === 'refused') throw failed(fstab.reason);
  const mounts = templateMounts(template, making);
  const commons = mounts.flatMap(({ subvolume, mountpoint }) =>
    subvolume.startsWith('commons/') ? [mountpoint] : [],
  );
  await makeCommons(top.path, commons, old);
  const plan: GenerationPlan = {
    kind: 'plan',
    id,
    making,
    sealed: `snapshots/${id}`,
    fstab: fstab.text,
    mounts,
    snapshots: [
      { from: init.kind === 'root' ? init.from : '', name: rootName, isSealed: init.kind === 'root' },
    ],
  };
  mkdirSync(at(making));
  const root = at(`${making}/${rootName}`);
  if (old === null) await createSubvolume(root);
  else {
    await snapshotSubvolume(old, root);
    // Of a root that is the top itself, the tree came along.
    if (init.kind === 'root' && init.from === '')
      for (const name of ['snapshots', 'links', 'next', 'commons', 'fstab'])
        rmSync(join(root, name), { recursive: true, force: true });
    await copyBoot(context.sysroot, root);
    await emptyCommons(root, commons);
    await writeOwn(top.path, plan);
  }
  await seal(top.path, plan);
  return id;
}

/** The template that is there already, or one that is made out of the root's fstab. */
async function writeTemplate({ message }: NewContext, top: OpenTop, old: string | null): Promise<string> {
  const path = join(top.path, 'fstab');
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() && (top.rootSubvolume !== '' || isTemplate(path)))
    return readFileSync(path, 'latin1');
  const own = old === null ? null : join(old, 'etc/fstab');
  const text = own !== null && existsSync(own) ? readFileSync(own, 'latin1') : '';
  const uuid = (await runTool('blkid', ['-o', 'value', '-s', 'UUID', '--', top.device])).trim();
  const mounted = mountedByFstab(text);
  const commons = commonDirectories.filter(
    (directory) =>
      !mounted.has(directory) &&
      (old === null || lstatSync(join(old, directory), { throwIfNoEntry: false })?.isDirectory()),
  );
  const template = initTemplate(text, uuid, commons);
  await createReplacement({
    destination: path,
    temporary: join(top.path, temporaryName(0)),
    content: {
      bytes: Buffer.from(template, 'latin1'),
      mtime: Math.floor(Date.now() / 1000),
      owner: { mode: 0o644, uid: 0, gid: 0 },
    },
    replaces: false,
    verify: false,
  });
  message.info(`the template of each generation's fstab is the file fstab at the top of ${top.name}`);
  return template;
}

function isTemplate(path: string): boolean {
  return fstabOf(readFileSync(path, 'latin1'), 'X').kind === 'fstab';
}
