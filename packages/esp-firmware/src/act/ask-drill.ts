import { isDeepStrictEqual } from 'node:util';
import { type Context, failed, wrong } from '@twinroot/lib-command';
import { namedPartition, parseOperand, resolveOperand } from '@twinroot/lib-esp-set';
import {
  deleteState,
  formatDrill,
  parseDrill,
  readBootMenu,
  readState,
  shownFile,
  writeBootNext,
  writeState,
} from '@twinroot/lib-firmware';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { readBootId } from '@twinroot/lib-seal';
import { nextOption } from '../decide/next-option.ts';
import { planRecord } from '../decide/plan-records.ts';
import { judgeDrill } from '../gather/judge-drill.ts';
import { findLoader } from '../gather/member-programs.ts';
import { firmwarePlanTable } from '../plan-table.ts';
import { firmwareReportTable } from '../report-table.ts';
import type { spec } from '../spec.ts';

/**
 * Lets the firmware boot a member once, at the next boot. It is noted before, so that the next boot knows what was asked.
 *
 * @param set all members, of both kinds
 * @param given the member, as it was named
 * @throws {CommandError} when it must not be
 */
export async function askDrill(
  context: Context<typeof spec>,
  access: MemberAccess,
  set: readonly EspMember[],
  given: string,
): Promise<void> {
  const { sysroot, dryRun, message, signal } = context;
  const esps = set.filter(({ kind }) => kind === 'esp');
  const member = memberNamed(access, esps, given);
  const { partuuid, role } = member;
  const menu = readBootMenu(sysroot);
  const there = esps.filter(({ state }) => state !== 'missing');
  const loader = await findLoader(access, menu, there);
  if (loader === null) throw failed('there is no program on the booted ESP that firmware could start');
  const next = nextOption(menu, partuuid, loader.file);
  if (next.kind === 'refused') throw failed(next.reason);
  const { refusal, doubt } = await judgeDrill(access, set, member, loader.file, signal);
  if (refusal !== null) throw failed(`${given} would not boot: ${refusal}`);
  if (doubt !== null) message.warning(`whether ${given} boots is not known: ${doubt}`);
  const { number, label } = next.option;
  const boot = readBootId(sysroot);
  const before = parseDrill(readState(sysroot, 'drill'));
  // BootNext may be what somebody else asked for: then it is noted, too, so that it can be cancelled and is recorded.
  const waits =
    next.waits && boot !== null && isDeepStrictEqual(before, { time: before?.time, boot, partuuid, number });
  if (dryRun) {
    const record = planRecord({ operation: 'next', number, partuuid });
    return context.writeGroup(firmwarePlanTable, waits ? [] : [record]);
  }
  if (boot === null)
    throw failed('the id of this boot is not known, so the next one could not be told from it');
  const time = Math.floor(Date.now() / 1000);
  if (!waits) {
    await writeState(sysroot, 'drill', formatDrill({ time, boot, partuuid, number }));
    try {
      if (!next.waits) writeBootNext(sysroot, number);
    } catch (error) {
      await deleteState(sysroot, 'drill');
      throw error;
    }
    if (readBootMenu(sysroot).next !== number) throw failed('the firmware did not keep BootNext');
  }
  message.info(
    `the next boot is from ${given} (Boot${number}), and the one after it as before; undo: esp-firmware --cancel`,
  );
  const file = shownFile(loader.file);
  await context.writeGroup(firmwareReportTable, [
    { role, state: 'next', partuuid, number, file, label, why: null },
  ]);
}

function memberNamed({ machine }: MemberAccess, esps: readonly EspMember[], given: string): EspMember {
  const operand = parseOperand(given);
  if (operand.kind === 'refused') throw wrong(operand.reason);
  const named = namedPartition(machine, resolveOperand(machine, operand));
  if (named.kind === 'refused') throw failed(named.reason);
  const member = esps.find(({ partuuid }) => partuuid === named.partuuid);
  if (member === undefined) throw failed(`${given} is not an ESP of the set`);
  if (member.role === 'booted')
    throw failed(`${given} is what was booted: a drill is a boot from another member`);
  if (member.state === 'missing') throw failed(`${given} is missing: no device has this PARTUUID`);
  return member;
}
