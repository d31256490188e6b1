import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readBlockDevices } from '@twinroot/lib-blockdev';
import { CommandError, type Context, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import { acquireLock, type Lock } from '@twinroot/lib-durable';
import { readMountTable } from '@twinroot/lib-mountinfo';
import {
  type EspMember,
  espSetTable,
  type MirrorOutcome,
  mirrorPlanTable,
  mirrorReportTable,
  type PlannedOperation,
  toEspMembers,
} from '@twinroot/lib-record';
import { checkMember, type MachineFacts } from './check-member.ts';
import { excluder } from './exclude.ts';
import type { BootTree } from './menu.ts';
import { carryOut, decide, readBootTree, reasonOf, secondsSince, type Wishes } from './mirror-one.ts';
import { type Machine, type OpenMember, openDirectory, openMember, privateNamespace } from './open-member.ts';
import { outcomeOf, recordsOf } from './outcome.ts';
import { type Pairing, pairingsOf } from './pair.ts';
import type { Plan } from './plan.ts';
import type { spec } from './spec.ts';

type Call = Context<typeof spec>;

/** One mirror of a source: how it is called, and how it is opened for writing. */
interface MirrorTask {
  readonly name: string;
  /** An outcome without any work (`missing`), or a way to open it. */
  readonly open: () => Promise<OpenMember | MirrorOutcome>;
}

/** What came of a source and its mirrors. */
interface Result {
  readonly outcomes: readonly MirrorOutcome[];
  readonly planned: readonly PlannedOperation[];
  readonly isDamaged: boolean;
}

/** Makes the mirrors of each set, or the directories of `--to`, boot what the source boots. */
export async function run(context: Call): Promise<ExitStatus> {
  const { from, to } = context.options;
  if (from === undefined && to.length > 0) throw wrong('--to goes with --from');
  if (from !== undefined) return mirrorDirectories(context, from, to);
  let status: ExitStatus = exitStatus.done;
  for await (const records of context.readGroups(espSetTable)) {
    if ((await mirrorSet(context, toEspMembers(records))) !== exitStatus.done) status = exitStatus.failed;
  }
  return status;
}

async function mirrorDirectories(context: Call, from: string, to: readonly string[]): Promise<ExitStatus> {
  if (to.length === 0) throw wrong('--from goes with --to');
  const directories = [from, ...to].map(realDirectory);
  refuseOverlaps(directories);
  const [source = '', ...mirrors] = directories;
  const locks = await lockAll(context, mirrors.toSorted());
  try {
    const tasks = mirrors.map((path, index) => ({
      name: to[index] ?? path,
      open: () => openDirectory(path),
    }));
    const wishes = wishesOf(context, new Set());
    return await report(context, [await mirrorFrom(context, await openDirectory(source), tasks, wishes)]);
  } finally {
    for (const lock of locks) await lock.release();
  }
}

async function mirrorSet(context: Call, members: readonly EspMember[]): Promise<ExitStatus> {
  const { sysroot, signal } = context;
  const pairings = pairingsOf(members);
  if (pairings.length === 0) return report(context, []);
  const locks = await lockAll(context, [join(sysroot, 'run/twinroot/lock')]);
  const namespace = privateNamespace(signal);
  try {
    const { mounts, live } = await readMountTable(sysroot);
    const facts = { mounts, devices: await readBlockDevices(sysroot, live, signal) };
    const machine: Machine = { sysroot, live, namespace: namespace.open };
    const wishes = wishesOf(context, ownIds(sysroot));
    const results: Result[] = [];
    for (const pairing of pairings)
      results.push(await mirrorPairing(context, pairing, facts, machine, wishes));
    return await report(context, results);
  } finally {
    try {
      await namespace.close();
    } finally {
      for (const lock of locks) await lock.release();
    }
  }
}

async function mirrorPairing(
  context: Call,
  { source, mirrors }: Pairing,
  facts: MachineFacts,
  machine: Machine,
  wishes: Wishes,
): Promise<Result> {
  const check = checkMember(source, facts, 'read');
  if (check.kind === 'missing')
    throw new CommandError(exitStatus.failed, `the source ${source.partuuid} is not there`);
  if (check.kind === 'failed')
    throw new CommandError(exitStatus.failed, `the source cannot be used: ${check.why}`);
  const tasks = mirrors.map((member) => ({
    name: member.partuuid,
    open: () => openMirror(member, facts, machine),
  }));
  return mirrorFrom(context, await openMember(check, source.partuuid, 'read', machine), tasks, wishes);
}

async function openMirror(
  member: EspMember,
  facts: MachineFacts,
  machine: Machine,
): Promise<OpenMember | MirrorOutcome> {
  const check = checkMember(member, facts, 'write');
  const without = (state: 'missing' | 'failed', why: string) =>
    outcomeOf({ mirror: member.partuuid, state, done: [], kept: [], seconds: 0, why });
  if (check.kind === 'missing') return without('missing', 'no device has this PARTUUID');
  if (check.kind === 'failed') return without('failed', check.why);
  return openMember(check, member.partuuid, 'write', machine);
}

/** Mirrors one source to all its mirrors, side by side; one's failure never stops another. */
async function mirrorFrom(
  context: Call,
  source: OpenMember,
  tasks: readonly MirrorTask[],
  wishes: Wishes,
): Promise<Result> {
  try {
    const tree = readBootTree(source.path, wishes.checksum);
    const results = await Promise.all(
      tasks.map((task) => mirrorTo(context, { path: source.path, tree }, task, wishes)),
    );
    return {
      outcomes: results.map(({ outcome }) => outcome),
      planned: results.flatMap(({ plan }, index) => (plan ? recordsOf(tasks[index]?.name ?? '', plan) : [])),
      isDamaged: results.some(({ plan }) => plan?.notes.some(({ kind }) => kind === 'kept')),
    };
  } finally {
    await source.close();
  }
}

async function mirrorTo(
  context: Call,
  source: { readonly path: string; readonly tree: BootTree },
  { name, open }: MirrorTask,
  wishes: Wishes,
): Promise<{ readonly outcome: MirrorOutcome; readonly plan: Plan | null }> {
  const started = performance.now();
  const failed = (error: unknown) =>
    outcomeOf({
      mirror: name,
      state: 'failed',
      done: [],
      kept: [],
      seconds: secondsSince(started),
      why: reasonOf(error),
    });
  try {
    const mirror = await open();
    if (!('path' in mirror)) return { outcome: mirror, plan: null };
    try {
      const decision = decide(name, source.tree, mirror, wishes, started);
      if (decision.kind === 'outcome') return { outcome: decision.outcome, plan: null };
      const { plan } = decision;
      const carried = context.dryRun ? { ...plan, phases: [] } : plan;
      const paths = { source: source.path, mirror: mirror.path };
      const { verify } = wishes;
      return {
        outcome: await carryOut(name, carried, paths, { verify, signal: context.signal, started }),
        plan,
      };
    } finally {
      await mirror.close();
    }
  } catch (error) {
    return { outcome: failed(error), plan: null };
  }
}

/** Says what is to be heard, writes the records, and gives the status. */
async function report(context: Call, results: readonly Result[]): Promise<ExitStatus> {
  const { message, dryRun, signal } = context;
  const outcomes = results.flatMap((result) => result.outcomes);
  for (const { mirror, state, why } of outcomes) {
    if (why === null) continue;
    if (state === 'failed' || state === 'refused') message.error(`mirroring to ${mirror}: ${why}`);
    else if (state === 'missing') message.warning(`${mirror} is missing: ${why}, skipping`);
    else message.warning(`${mirror}: ${why}`);
  }
  if (dryRun)
    await write(
      context,
      mirrorPlanTable,
      results.flatMap(({ planned }) => planned),
    );
  else await write(context, mirrorReportTable, outcomes);
  signal.throwIfAborted();
  const isBad = outcomes.some(({ state }) => state === 'failed' || state === 'refused');
  return isBad || results.some(({ isDamaged }) => isDamaged) ? exitStatus.failed : exitStatus.done;
}

async function write(
  context: Call,
  table: typeof mirrorPlanTable | typeof mirrorReportTable,
  records: readonly (MirrorOutcome | PlannedOperation)[],
): Promise<void> {
  await context.writeGroup(
    table,
    records.map((record) => ({ ...record })),
  );
}

function wishesOf({ options }: Call, ids: ReadonlySet<string>): Wishes {
  const policy = {
    scope: options.scope === 'loader' || options.scope === 'machine' ? options.scope : 'all',
    isExcluded: excluder(options.exclude),
    ownIds: ids,
    purge: options.purge,
    bridge: !options['no-bridge'],
    force: options.force,
  } as const;
  return { policy, checksum: options.checksum, verify: !options['no-verify'] };
}

/** The machine id and the entry token of the machine. Sources: machine-id(5), kernel-install(8). */
function ownIds(sysroot: string): ReadonlySet<string> {
  const texts = ['etc/machine-id', 'etc/kernel/entry-token'].map((path) => readText(join(sysroot, path)));
  return new Set(
    texts.map((text) => text.trim().toLowerCase()).filter((id) => id !== '' && id !== 'uninitialized'),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

async function lockAll(
  { dryRun, options, signal }: Call,
  paths: readonly string[],
): Promise<readonly Lock[]> {
  const locks: Lock[] = [];
  if (dryRun) return locks;
  try {
    for (const path of paths) locks.push(await acquireLock(path, { waitSeconds: options.wait, signal }));
  } catch (error) {
    for (const lock of locks) await lock.release();
    throw error;
  }
  return locks;
}

function realDirectory(path: string): string {
  try {
    if (!statSync(path).isDirectory()) throw wrong(`${path} is not a directory`);
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw wrong(`${path} is not there`);
    throw error;
  }
}

/** A mirror that is the source, or lies in it, would be read while it is written. */
function refuseOverlaps(directories: readonly string[]): void {
  for (const [index, one] of directories.entries()) {
    for (const other of directories.slice(index + 1)) {
      const same = statSync(one).ino === statSync(other).ino && statSync(one).dev === statSync(other).dev;
      if (same) throw wrong(`${one} and ${other} are the same directory`);
      if (isWithin(one, other) || isWithin(other, one))
        throw wrong(`${one} and ${other} lie one inside the other`);
    }
  }
}

function isWithin(inner: string, outer: string): boolean {
  return inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

function wrong(text: string): CommandError {
  return new CommandError(exitStatus.wrong, text);
}
