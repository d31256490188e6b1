import { join } from 'node:path';
import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { acquireRunLock, isReadOnly, saysNoRoom, takeLeftScratch } from '@twinroot/lib-durable';
import {
  generationRecords,
  type LinksWanted,
  type OpenTop,
  openTop,
  probeTurn,
  readEntryFacts,
  readTree,
  rootName,
  type Tree,
  takeLeftRoots,
} from '@twinroot/lib-generation';
import { generationPlanTable, generationTable } from '@twinroot/lib-record';
import { imageScratch } from '@twinroot/lib-uki';
import { carryOut } from './act/carry-out.ts';
import { publishGeneration } from './act/publish-generation.ts';
import { writeStanzas } from './act/write-stanzas.ts';
import { chosenGeneration, type Wish } from './decide/chosen.ts';
import { planRecords } from './decide/plan-records.ts';
import { turnOf } from './decide/turn.ts';
import { readGeneration } from './gather/read-generation.ts';
import type { spec } from './spec.ts';

/** Publishes a generation on all ESPs, and turns `current` to it. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options } = context;
  if (options.top?.startsWith('/') === false)
    throw wrong(`--top ${options.top}: an absolute path was expected`);
  if (options['next-boot'] && options.source !== undefined)
    throw wrong(
      '--next-boot is about the boot loader that was used, and --source names another ESP: use one of them',
    );
  if (options.refind)
    return withTree(context, true, async (top, tree) => {
      await writeStanzas(context, top, tree);
      return exitStatus.done;
    });
  const wish = await readWish(context);
  if (dryRun) return withTree(context, true, (top, tree) => switchTo(context, wish, top, tree, null));
  const lock = await acquireRunLock(sysroot, 'generations.lock', { waitSeconds: options.wait, signal });
  try {
    takeLeftRoots(sysroot, 'gen-switch');
    for (const fault of await takeLeftScratch(imageScratch, signal))
      context.message.warning(`what a run has left cannot be deleted: ${fault}, ignoring`);
    return await withTree(context, false, async (top, tree) => {
      if (isReadOnly(top.path)) throw failed(`${top.name} is mounted read-only: nothing was switched`);
      return switchTo(context, wish, top, tree, lock.file);
    });
  } finally {
    await lock.release();
  }
}

async function withTree(
  { sysroot, signal, options }: Context<typeof spec>,
  readOnly: boolean,
  work: (top: OpenTop, tree: Tree) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const top = await openTop(sysroot, { top: options.top, readOnly }, signal);
  if (top.kind === 'refused') throw options.top === undefined ? no(top.reason) : failed(top.reason);
  try {
    const tree = await readTree(top, signal);
    if (tree === null) throw no(`there is no directory snapshots at the top of ${top.name}`);
    return await work(top, tree);
  } finally {
    await top.close();
  }
}

/** @param lockFile null: a dry run */
async function switchTo(
  context: Context<typeof spec>,
  wish: Wish,
  top: OpenTop,
  tree: Tree,
  lockFile: number | null,
): Promise<ExitStatus> {
  const { options, message, signal } = context;
  const once = options['next-boot'];
  const chosen = chosenGeneration(tree.layout, wish);
  if (chosen.kind === 'refused') throw failed(chosen.reason);
  const { id } = chosen.generation;
  const turn = once ? null : turnOf(id, tree);
  if (turn?.kind === 'refused') throw failed(turn.reason);
  const path = join('snapshots', id, rootName);
  const subvolumeId = tree.subvolumes.all.find((one) => one.path === path)?.id ?? 0;
  const root = join(top.path, path);
  const generation = await readGeneration(root, { path, subvolumeId });
  if (generation.kind === 'refused')
    throw failed(`the generation ${id} cannot be booted: ${generation.reason}`);
  if (lockFile !== null && turn?.kind === 'turn' && turn.existing === null) await mustHaveRoom(top, turn);
  const published = await publishGeneration(context, {
    id,
    device: top.device,
    uuid: top.uuid,
    top: top.path,
    path,
    generation,
    isDry: lockFile === null,
    booted: top.booted,
    current: tree.layout.generations.find(({ slot }) => slot === 0)?.id ?? null,
  });
  const publication = published?.publication ?? null;
  const refind = published?.refind ?? null;
  if (lockFile === null) {
    await context.writeGroup(
      generationPlanTable,
      planRecords({ id, publication, refindMenus: refind?.menus ?? [], turn, once }),
    );
    const noRoom = published?.noRoom ?? null;
    if (noRoom !== null) message.error(noRoom);
    return noRoom === null ? exitStatus.done : exitStatus.failed;
  }
  await carryOut(context, {
    id,
    top: top.path,
    lockFile,
    publication,
    refind,
    turn,
  });
  const now = await readTree(top, signal);
  const facts = {
    booted: top.booted,
    mounts: top.readMounts(),
    ...(await readEntryFacts(context.sysroot, signal, message.warning, top.uuid, options.source)),
  };
  const records = now === null ? [] : generationRecords(now.layout, facts);
  await context.writeGroup(
    generationTable,
    records.filter((one) => one.id === id),
  );
  for (const { setting, value, remedy } of published?.overriding ?? [])
    message.error(
      `${setting} is ${value}, so the boot loader boots another entry than ${publication?.name}: ${remedy}`,
    );
  return published?.overriding.length ? exitStatus.failed : exitStatus.done;
}

/** Boot menus would begin with a generation to which current cannot be turned. */
async function mustHaveRoom(top: OpenTop, wanted: LinksWanted): Promise<void> {
  try {
    await probeTurn(top.path, wanted);
  } catch (error) {
    if (!saysNoRoom(error)) throw error;
    throw failed(`${top.name} has no room for links: nothing was switched; gen-prune --keep N makes room`);
  }
}

/** Which generation is asked for: by the command line, or else by the record on standard input. */
async function readWish({ options, operands, readOneGroup }: Context<typeof spec>): Promise<Wish> {
  const [id] = operands;
  if (id !== undefined && options.previous) throw wrong('both an ID and --previous are given');
  if (id !== undefined) return { kind: 'id', id };
  if (options.previous) return { kind: 'previous' };
  const records = await readOneGroup(generationTable);
  const [record] = records;
  if (record === undefined || records.length > 1)
    throw wrong(`one generation was expected on standard input, and there are ${records.length}`);
  const given = record['id'];
  if (typeof given !== 'string') throw wrong('the record on standard input has no id');
  return { kind: 'id', id: given };
}
