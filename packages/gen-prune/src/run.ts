import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { acquireRunLock, isReadOnly, type Lock } from '@twinroot/lib-durable';
import {
  completeOn,
  generationRecords,
  goneIds,
  heldBy,
  type InUse,
  idPattern,
  type OpenTop,
  openTop,
  type Published,
  type RecordFacts,
  readPublished,
  readTree,
  type Tree,
  triedOf,
  unpublished,
} from '@twinroot/lib-generation';
import { generationPlanTable, generationTable } from '@twinroot/lib-record';
import { carryOut } from './act/carry-out.ts';
import { chooseGoing, nestedIn } from './decide/choose-going.ts';
import { keepCount } from './decide/keep-count.ts';
import { planRecords, prunePlan } from './decide/prune-plan.ts';
import { linksChangedAt } from './gather/changed-at.ts';
import type { spec } from './spec.ts';

/** Deletes old generations, and writes those that are left. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options } = context;
  const keep = keepOf(context);
  const asked = await askedOf(context);
  const wait = { waitSeconds: options.wait, signal };
  const lock = dryRun ? null : await acquireRunLock(sysroot, 'generations.lock', wait);
  try {
    const top = await openTop(sysroot, { top: options.top, readOnly: dryRun }, signal);
    if (top.kind === 'refused') throw options.top === undefined ? no(top.reason) : failed(top.reason);
    try {
      return await prune(context, { top, lock, keep, asked });
    } finally {
      await top.close();
    }
  } finally {
    await lock?.release();
  }
}

interface Prune {
  readonly top: OpenTop;
  readonly lock: Lock | null;
  readonly keep: number;
  readonly asked: ReadonlySet<string> | null;
}

async function prune(context: Context<typeof spec>, { top, lock, keep, asked }: Prune): Promise<ExitStatus> {
  const { sysroot, signal, operands, message } = context;
  const [{ found, layout, subvolumes }, published] = await Promise.all([
    lookAt(top, signal),
    publishedOf(context, top.uuid),
  ]);
  if (layout.slots[0] === undefined || layout.slots[0] === null)
    throw failed(
      `${layout.faults[0] ?? 'current/0 leads to no generation'}, so it is not known what is to stay: let it lead to one first`,
    );
  const facts = factsOf(top, published);
  const holdsOf = (one: (typeof layout.generations)[number]) => heldBy(one, facts);
  const wasSwitchedTo =
    published === null
      ? null
      : ({ id, slot }: (typeof layout.generations)[number]) =>
          slot !== null || published.members.some(({ entries }) => entries.some((one) => one.id === id));
  const chosen = chooseGoing({ generations: layout.generations, holdsOf, keep, wasSwitchedTo, asked });
  const gone = published === null ? [] : goneIds(published, { uuid: top.uuid, found });
  const changedAt = linksChangedAt(top.path, found);
  const plan = prunePlan({ found, layout, chosen, published, gone, changedAt });
  if (lock === null) {
    await context.writeGroup(generationPlanTable, planRecords(plan, found));
    return exitStatus.done;
  }
  if (isReadOnly(top.path)) throw failed(`${top.name} is mounted read-only: nothing was deleted`);
  const isMended = plan.turn !== null;
  for (const fault of layout.faults)
    message.warning(`${top.name}: ${fault}${isMended ? ': current is turned away from that' : ', ignoring'}`);
  const named = new Set(operands);
  for (const { id, why, isNewest, isNested } of plan.staying) {
    if (named.has(id)) message.error(`${id} stays: ${why}`);
    else if (isNested)
      message.warning(`${id} stays: ${nestedIn(id, subvolumes.all)}; gen-prune(8) has how they go, ignoring`);
    else if (!isNewest) message.debug(`${id} stays: ${why}`);
  }
  for (const id of gone) message.info(`entries of ${id} are deleted, since it is gone`);
  for (const id of operands)
    if (!layout.generations.some((one) => one.id === id)) message.info(`${id} is not there, or gone before`);
  const call = {
    sysroot,
    source: null,
    signal,
    waitSeconds: context.options.wait,
    quiet: true,
    lockFile: lock.file,
  };
  const isDone = await carryOut(plan, { ...call, top, published, message });
  const after = await lookAt(top, signal);
  await context.writeGroup(generationTable, generationRecords(after.layout, factsOf(top, published)));
  return isDone && !plan.staying.some(({ id }) => named.has(id)) ? exitStatus.done : exitStatus.failed;
}

async function lookAt(top: OpenTop, signal: AbortSignal): Promise<Tree> {
  const tree = await readTree(top, signal);
  if (tree === null) throw no(`there is no directory snapshots at the top of ${top.name}`);
  return tree;
}

function factsOf({ booted, readMounts }: OpenTop, published: Published | null): InUse & RecordFacts {
  const of = published;
  const entries =
    of === null
      ? unpublished
      : { triedOf: (id: string) => triedOf(of, id), completeOn: (id: string) => completeOn(of, id) };
  return { booted, mounts: readMounts(), ...entries };
}

/** What the ESPs have; null: no ESP was booted. Where that cannot be found out, nothing can be deleted: an entry may lead to it. */
async function publishedOf({ sysroot, signal, message }: Context<typeof spec>, uuid: string | null) {
  const look = await readPublished(sysroot, signal, uuid);
  for (const warning of look.warnings) message.warning(warning);
  if (look.kind === 'none') {
    if (!look.isAnswer) throw failed(`entries of generations are not known: ${look.reason}`);
    message.debug(`no entries are deleted: ${look.reason}`);
    return null;
  }
  const [fault] = look.faults;
  if (fault !== undefined) throw failed(`entries of generations cannot be read on ${fault}`);
  for (const partuuid of look.missing)
    message.warning(`${partuuid} is missing: its entries go when esp-mirror finds it again, ignoring`);
  return look;
}

function keepOf({ options, operands }: Context<typeof spec>): number {
  if (options.keep === undefined) {
    if (operands.length > 0) return 1;
    throw wrong('--keep N is missing: how many of the newest generations stay');
  }
  const keep = keepCount(options.keep);
  if (keep === null) throw wrong(`--keep ${options.keep}: a number of 1 or more was expected`);
  return keep;
}

/** Ids of those that may go; null: all. Records are hints: whatever else they say is looked at again. */
async function askedOf(context: Context<typeof spec>): Promise<ReadonlySet<string> | null> {
  const { operands, options } = context;
  if (options.top?.startsWith('/') === false)
    throw wrong(`--top ${options.top}: an absolute path was expected`);
  for (const id of operands)
    if (!idPattern.test(id)) throw wrong(`${id} is not the id of a generation: gen-list shows them`);
  if (operands.length > 0) return new Set(operands);
  if (!context.inputIsConnected()) return null;
  const records = await context.readOneGroup(generationTable);
  return new Set(records.map(({ id }) => String(id)));
}
