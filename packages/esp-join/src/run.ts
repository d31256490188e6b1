import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { fstabPlacesOf, givenSet, type Operand, parseOperand, setNow } from '@twinroot/lib-esp-set';
import { withMembers } from '@twinroot/lib-member';
import { type EspMember, espSetTable, memberPlanTable } from '@twinroot/lib-record';
import { changeMembers } from '@twinroot/lib-seal';
import { takeOver } from './act/take-over.ts';
import { findJoining, type Joining } from './gather/find-joining.ts';
import type { spec } from './spec.ts';

/** Takes mirrors into the registry of what was booted, in the place of others or beside them, and writes the set with them. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { sysroot, signal, dryRun, options, message } = context;
  const operands = context.operands.map(operandOf);
  const old = options.replace.map(operandOf);
  const found = await readSet(context);
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const now = setNow(found, access.machine);
    const joining = await findJoining(access, now.members, { operands, old, ...options });
    if (joining.kind === 'refused') throw failed(joining.reason);
    for (const warning of [...now.warnings, ...joining.warnings]) message.warning(warning);
    const set = { members: now.members, change: joining.change, signal, warn: message.warning };
    if (dryRun) {
      await context.writeGroup(
        memberPlanTable,
        (await changeMembers(access, set, true)) ? planOf(joining) : [],
      );
      return exitStatus.done;
    }
    for (const member of joining.taken) await takeOver(access, member, { waitSeconds: options.wait, signal });
    if (await changeMembers(access, set, false)) tell(context, joining);
    else message.info(`${membersIn(joining)} joined before: nothing is different`);
    for (const partuuid of joining.replaced)
      for (const place of fstabPlacesOf(access.machine, partuuid))
        message.warning(
          `fstab still has ${partuuid} at ${place}: put the new one there, or take that line out`,
        );
    await context.writeGroup(espSetTable, joining.set);
    return exitStatus.done;
  });
}

function operandOf(given: string): Operand {
  const operand = parseOperand(given);
  if (operand.kind === 'refused') throw wrong(operand.reason);
  return operand;
}

/** The set on standard input, or, where nobody may write there, as the machine has it. */
async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const { operands, options } = context;
  if (!context.inputIsConnected() && operands.length === 0)
    throw wrong('name a MEMBER, or let esp-format or esp-which write the set to standard input');
  // With those that are named: one that left is told nowhere to come back while it does.
  const found = await givenSet(context, { removable: options.removable, operands });
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}

function tell({ message }: Context<typeof spec>, { joined, replaced }: Joining): void {
  for (const { path, partuuid } of joined) message.info(`${path ?? partuuid} has joined the set`);
  for (const partuuid of replaced) message.info(`${partuuid} has left the set`);
}

/** The mirrors of the set, as people know them. */
function membersIn({ set }: Joining): string {
  const mirrors = set.filter(({ role }) => role === 'mirror');
  return mirrors.map(({ path, partuuid }) => path ?? partuuid).join(', ') || 'all members';
}

function planOf({ joined, taken, change }: Joining) {
  const record = (operation: 'take-over' | 'join', { kind, partuuid, path }: EspMember) => ({
    operation,
    kind,
    partuuid,
    path,
    number: null,
    file: null,
  });
  return [
    ...taken.map((member) => record('take-over', member)),
    ...joined.map((member) => record('join', member)),
    ...change.leave.map(({ kind, partuuid }) => ({
      operation: 'leave' as const,
      kind,
      partuuid,
      path: null,
      number: null,
      file: null,
    })),
  ];
}
