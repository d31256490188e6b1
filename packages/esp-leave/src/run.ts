import type { Partuuid } from '@twinroot/lib-blockdev';
import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import {
  fstabPlacesOf,
  givenSet,
  namedPartition,
  type Operand,
  parseOperand,
  resolveOperand,
  setNow,
} from '@twinroot/lib-esp-set';
import { type MemberAccess, partuuidOf, withMembers } from '@twinroot/lib-member';
import { type EspMember, espSetTable, memberPlanTable } from '@twinroot/lib-record';
import type { Registry } from '@twinroot/lib-registry';
import { changeMembers, obstacleFault, ownRegistry, readMemberContent } from '@twinroot/lib-seal';
import { takeOptions } from './act/take-options.ts';
import { leavePlan } from './decide/leave-plan.ts';
import { type Leaving, leavingMembers } from './decide/leaving.ts';
import { findOptions } from './gather/find-options.ts';
import type { spec } from './spec.ts';

/** Takes members out of the registry of what was booted, and writes the set without them. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, message } = context;
  const operands = context.operands.map((given) => {
    const operand = parseOperand(given);
    if (operand.kind === 'refused') throw wrong(operand.reason);
    return operand;
  });
  const found = await readSet(context);
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const { members: set, warnings } = setNow(found, access.machine);
    for (const warning of warnings) message.warning(warning);
    const leaving = await whoLeaves(access, set, operands);
    const ids = new Set<string>(leaving.members.map(({ partuuid }) => partuuid));
    const change = { found: othersThan(ids, set), join: [], leave: leaving.members };
    const isDifferent = await changeMembers(
      access,
      { members: set, change, signal, warn: message.warning },
      dryRun,
    );
    const left = set.filter(({ partuuid }) => !ids.has(partuuid));
    const options = findOptions(sysroot, [...ids], left);
    if (dryRun) {
      await context.writeGroup(memberPlanTable, leavePlan(isDifferent ? leaving.members : [], options, set));
      return exitStatus.done;
    }
    if (!isDifferent) message.info(`${[...ids].join(', ')} left before: nothing is different`);
    for (const { partuuid } of leaving.members) {
      if (isDifferent) message.info(`${partuuid} has left the set`);
      for (const place of fstabPlacesOf(access.machine, partuuid))
        message.warning(`fstab still has ${partuuid} at ${place}: take that line out`);
    }
    for (const partuuid of leaving.missing)
      message.warning(`${partuuid} is missing, too: if it was on the same disk, take it out as well`);
    takeOptions(sysroot, options, message);
    await context.writeGroup(espSetTable, left);
    return exitStatus.done;
  });
}

/** The set on standard input, or, where nobody may write there, as the machine has it. */
async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const found = await givenSet(context);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}

async function whoLeaves(
  access: MemberAccess,
  set: readonly EspMember[],
  operands: readonly Operand[],
): Promise<Leaving> {
  const { machine } = access;
  const named = operands.map((operand) => {
    const is = namedPartition(machine, resolveOperand(machine, operand));
    if (is.kind === 'refused') throw failed(is.reason);
    return { given: operand.given, partuuid: is.partuuid };
  });
  const leaving = leavingMembers(set.map(withPartuuid), await registryOf(access, set), named);
  if (leaving.kind === 'refused') throw failed(leaving.reason);
  return leaving;
}

/** The registry of the booted ESP, which has the members of all kinds. */
async function registryOf(access: MemberAccess, set: readonly EspMember[]): Promise<Registry | null> {
  const source = set.find(({ role, kind }) => role === 'booted' && kind === 'esp');
  if (source === undefined) return null;
  const { registry } = await readMemberContent(access, source);
  const fault = obstacleFault(source.mountpoint ?? source.path ?? source.partuuid, registry);
  if (fault !== null) throw failed(fault);
  return ownRegistry(registry, source.partuuid)?.registry ?? null;
}

function withPartuuid(member: EspMember): EspMember & { readonly partuuid: Partuuid } {
  return { ...member, partuuid: partuuidOf(member) };
}

function othersThan(ids: ReadonlySet<string>, set: readonly EspMember[]) {
  return set
    .filter(({ partuuid, state }) => state !== 'missing' && !ids.has(partuuid))
    .map(withPartuuid)
    .map(({ kind, partuuid }) => ({ kind, partuuid }));
}
