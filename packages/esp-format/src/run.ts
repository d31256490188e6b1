import { type Context, type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { type Machine, readMachine, rootDisks } from '@twinroot/lib-machine';
import { memberDevice } from '@twinroot/lib-member';
import { type EspMember, espSetTable } from '@twinroot/lib-record';
import { carryOut } from './act/carry-out.ts';
import { type MemberThere, membersThere, whyTooSmall } from './decide/members-there.ts';
import { namedOnce, neededBeside } from './decide/once.ts';
import { parseSize } from './decide/parse-size.ts';
import type { Wanted } from './decide/plan-disk.ts';
import { keptRecord, planRecords } from './decide/plan-records.ts';
import { typeOf } from './decide/sfdisk-script.ts';
import { wantedOn } from './decide/wanted.ts';
import { kindOfType, whyNotWrite } from './decide/why-not.ts';
import { type BootedSet, readBootedSet } from './gather/booted-set.ts';
import { findTarget, startOf, type Target } from './gather/find-target.ts';
import { holdDevice } from './gather/hold.ts';
import { readKnownMembers } from './gather/known-members.ts';
import { type PlannedTarget, planTarget } from './gather/plan-target.ts';
import { formatPlanTable } from './plan-table.ts';
import type { spec } from './spec.ts';

/** A target, what it has of the set already, and what it should get. */
interface Job {
  readonly target: Target;
  readonly there: readonly MemberThere[];
  readonly wanted: readonly Wanted[];
}

/** Makes what the booted partitions need for a mirror on each disk, and writes the set with it. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, message, options } = context;
  const sizes = {
    esp: sizeOf('--size', options.size),
    xbootldr: sizeOf('--xbootldr-size', options['xbootldr-size']),
  };
  const machine = await readMachine(sysroot, signal);
  const targets = namedOnce(context.operands.map((name) => findTarget(machine, name)));
  const set = await readBootedSet(context, machine);
  for (const warning of set.warnings) message.warning(warning);
  const known = await readKnownMembers(machine, set, signal);
  for (const warning of known.warnings) message.warning(warning);

  const taken = {
    names: new Set(machine.devices.flatMap(({ partlabel }) => partlabel ?? [])),
    labels: new Set(machine.devices.flatMap(({ label }) => label ?? [])),
  };
  const jobs = targets.map((target): Job => {
    const partitionKind = ({ device }: Target) => kindOfType(device?.parttype ?? null, typeOf);
    const own = neededBeside(target, targets, set.booted, partitionKind);
    const there = thereOn(context, machine, { ...set, booted: own }, known.partuuids, target);
    for (const why of there.flatMap((one) => whyTooSmall(one, sizes) ?? [])) throw failed(why);
    const needed = own.filter(({ kind }) => !there.some((one) => one.kind === kind));
    return { target, there, wanted: isEnough(target, there) ? [] : wantedOn(needed, sizes, taken) };
  });
  const open = jobs.filter(({ wanted }) => wanted.length > 0);
  for (const { target } of open) refuse(context, machine, set, target);
  const plans: PlannedTarget[] = [];
  for (const { target, wanted } of open) plans.push(await planTarget(machine, target, wanted, options.force));
  for (const plan of plans) announce(context, plan);
  const kept = jobs.flatMap(({ target, there }) => there.map((one) => ({ target, ...one })));
  for (const { device } of kept) message.info(`${device.path} is a member of the set already`);
  if (dryRun) {
    const keeping = kept.map((one) => keptRecord(one.target.name, one, startOf(one.device)));
    await context.writeGroup(formatPlanTable, [...keeping, ...plans.flatMap(recordsOf)]);
    return exitStatus.done;
  }
  const made = [
    ...kept.map((one) => memberThere(machine, one)),
    ...(await carryOutAll(context, machine, open)),
  ];
  const others = set.members.filter(({ partuuid }) => !made.some((one) => one.partuuid === partuuid));
  await context.writeGroup(espSetTable, [...others, ...made]);
  return exitStatus.done;
}

function sizeOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const size = parseSize(text);
  if (size === null) throw wrong(`${option} ${text}: expected a size with a unit, such as 512M or 1G`);
  return size;
}

/** What a target has of the set already; with `--force` a partition that was named is made anew. */
function thereOn(
  { options }: Context<typeof spec>,
  { devices }: Machine,
  { booted }: BootedSet,
  members: ReadonlySet<string>,
  { kind, device }: Target,
): readonly MemberThere[] {
  const isRemade = options.force && kind === 'partition';
  return device === null || isRemade ? [] : membersThere(devices, device, booted, members);
}

/** A partition that was named is of one kind. */
function isEnough({ kind }: Target, there: readonly MemberThere[]): boolean {
  return kind === 'partition' && there.length > 0;
}

/** What needs no look at the content of a disk. */
function refuse(
  { options, dryRun }: Context<typeof spec>,
  machine: Machine,
  { booted }: BootedSet,
  { name, device }: Target,
): void {
  if (device === null) {
    if (!dryRun) throw failed(`${name} is an image of a disk: only --dry-run works on one`);
    return;
  }
  const why = whyNotWrite(machine, device, booted, rootDisks(machine), options.removable);
  if (why !== null) throw failed(`cannot use ${name}: ${why}`);
  holdDevice(device.path).close();
}

/** The record of a member that is there already. */
function memberThere(machine: Machine, { kind, device }: MemberThere): EspMember {
  const now = memberDevice(machine, device, () => false);
  const partuuid = device.partuuid ?? '';
  return { role: 'mirror', kind, partuuid, ...now, evidence: null, member_by: 'registry' };
}

/** What is destroyed is named before. Of what sfdisk is given only the random ids are left out. */
function announce({ message, dryRun }: Context<typeof spec>, plan: PlannedTarget): void {
  const { target, table, loses } = plan;
  for (const what of loses) message.warning(`${target.name}: ${what} is destroyed`);
  const call = table === null ? 'sfdisk' : 'sfdisk --append';
  const say = dryRun ? message.info : message.debug;
  const lines = recordsOf(plan).flatMap(({ script }) => script ?? []);
  const all = table === null && lines.length > 0 ? ['label: gpt', ...lines] : lines;
  for (const line of all) say(`${call} ${target.name}: ${line}`);
}

function recordsOf({ target, table, parts }: PlannedTarget) {
  return planRecords(target.name, target.sectorSize, table === null, parts);
}

async function carryOutAll(
  { message, signal, options }: Context<typeof spec>,
  machine: Machine,
  jobs: readonly Job[],
): Promise<readonly EspMember[]> {
  const made: EspMember[] = [];
  for (const { target, wanted } of jobs) {
    signal.throwIfAborted();
    const place = { path: target.device?.path ?? target.disk, disk: target.disk };
    const plan = () => planTarget(machine, target, wanted, options.force);
    made.push(...(await carryOut(place, plan, message.info)));
  }
  return made;
}
