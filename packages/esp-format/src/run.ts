import { type Context, type ExitStatus, exitStatus, failed, wrong } from '@twinroot/lib-command';
import { type Machine, readMachine, rootDisks } from '@twinroot/lib-machine';
import { type EspMember, espSetTable } from '@twinroot/lib-record';
import { carryOut } from './act/carry-out.ts';
import { parseSize } from './decide/parse-size.ts';
import type { Wanted } from './decide/plan-disk.ts';
import { planRecords } from './decide/plan-records.ts';
import { wantedOn } from './decide/wanted.ts';
import { whyNotWrite } from './decide/why-not.ts';
import { type BootedSet, readBootedSet } from './gather/booted-set.ts';
import { findTarget, type Target } from './gather/find-target.ts';
import { holdDevice } from './gather/hold.ts';
import { type PlannedTarget, planTarget } from './gather/plan-target.ts';
import { formatPlanTable } from './plan-table.ts';
import type { spec } from './spec.ts';

/** A target, and what it should get. */
interface Job {
  readonly target: Target;
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
  const targets = context.operands.map((name) => findTarget(machine, name));
  const set = await readBootedSet(context, machine);
  for (const warning of set.warnings) message.warning(warning);
  for (const target of targets) refuse(context, machine, set, target);

  const taken = {
    names: new Set(machine.devices.flatMap(({ partlabel }) => partlabel ?? [])),
    labels: new Set(machine.devices.flatMap(({ label }) => label ?? [])),
  };
  const jobs = targets.map((target): Job => ({ target, wanted: wantedOn(set.booted, sizes, taken) }));
  const plans: PlannedTarget[] = [];
  for (const { target, wanted } of jobs) plans.push(await planTarget(machine, target, wanted, options.force));
  for (const plan of plans) announce(context, plan);
  if (dryRun) {
    await context.writeGroup(formatPlanTable, plans.flatMap(recordsOf));
    return exitStatus.done;
  }
  const made = await carryOutAll(context, machine, jobs);
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
