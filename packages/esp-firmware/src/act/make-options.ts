import { type Context, failed } from '@twinroot/lib-command';
import { type BootMenu, type NewOption, parseDeeds, readBootMenu, readState } from '@twinroot/lib-firmware';
import type { MemberAccess } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { readBootId } from '@twinroot/lib-seal';
import { numberOf, type OptionsPlan, optionsPlan, orderWithWays } from '../decide/options-plan.ts';
import { outcomesOf } from '../decide/outcomes.ts';
import { planRecords } from '../decide/plan-records.ts';
import { forgottenRemedy, inactiveText } from '../decide/words.ts';
import { findLoader } from '../gather/member-programs.ts';
import { findNewOptions } from '../gather/new-options.ts';
import { firmwarePlanTable } from '../plan-table.ts';
import { firmwareReportTable } from '../report-table.ts';
import type { spec } from '../spec.ts';
import { writeOptions } from './write-options.ts';

/**
 * Makes the boot options that members lack, and writes what became of each, or with `--dry-run` what would be written.
 *
 * @param esps all ESPs of the set
 * @returns whether all that is there has its option, or is known not to keep it
 */
export async function makeOptions(
  context: Context<typeof spec>,
  access: MemberAccess,
  esps: readonly EspMember[],
): Promise<boolean> {
  const { sysroot, signal, dryRun, options, message } = context;
  const members = esps
    .filter(({ state }) => state !== 'missing')
    .toSorted((one, other) => Number(other.role === 'booted') - Number(one.role === 'booted'));
  const menu = readBootMenu(sysroot);
  const loader = await findLoader(access, menu, members);
  if (loader === null) throw failed('there is no program on the booted ESP that firmware could start');
  const { file } = loader;
  const { deeds, unknown } = parseDeeds(readState(sysroot, 'boot-options'));
  if (unknown > 0) message.warning(`${unknown} lines of what was written before cannot be read, ignoring`);
  const ids = members.map(({ partuuid }) => partuuid);
  const plan = optionsPlan({ menu, file, members: ids, deeds, prunes: options.prune });
  tell(context, plan);

  const found = await findNewOptions(access, { menu, loader, ways: plan.ways, members, signal });
  const failures = new Map<string, string>();
  const make: NewOption[] = [];
  for (const [partuuid, option] of found) {
    if ('kind' in option) failures.set(partuuid, option.reason);
    else make.push(option);
  }
  const orderWith = (made: ReadonlySet<string>) => newOrder(menu, plan, made);
  if (dryRun) {
    for (const why of failures.values()) message.error(why);
    const order = orderWith(new Set(make.map(({ number }) => number)));
    const remove = plan.duplicates.filter(({ number }) => plan.remove.includes(number));
    await context.writeGroup(firmwarePlanTable, planRecords({ make, order, remove }));
    return failures.size === 0;
  }
  const ordered = plan.ways.flatMap((way) =>
    way.kind === 'order' ? [{ partuuid: way.partuuid, number: way.option.number }] : [],
  );
  const boot = readBootId(sysroot);
  const { remove } = plan;
  const warn = message.warning;
  const written = await writeOptions({ sysroot, make, orderWith, ordered, remove, file, boot, warn });
  for (const way of plan.ways) {
    const why = written.get(numberOf(way) ?? '');
    if (why !== undefined) failures.set(way.partuuid, why);
  }
  const outcomes = outcomesOf(esps, { menu: readBootMenu(sysroot), file, ways: plan.ways, failures });
  for (const { partuuid, state, why } of outcomes)
    if (state === 'failed') message.error(`${partuuid}: ${why}`);
  for (const number of remove) {
    const why = written.get(number);
    if (why !== undefined) message.error(`Boot${number} was not taken out: ${why}`);
  }
  await context.writeGroup(firmwareReportTable, outcomes);
  return outcomes.every(({ state }) => state !== 'failed') && !remove.some((number) => written.has(number));
}

/** What people should know, whatever is done then. */
function tell({ message }: Context<typeof spec>, { ways, duplicates, remove }: OptionsPlan): void {
  for (const way of ways) {
    if (way.kind === 'forgotten') message.warning(`${way.partuuid}: ${forgottenRemedy}`);
    else if (way.kind !== 'make' && !way.option.isActive)
      message.warning(`${way.partuuid}: ${inactiveText(way.option)}`);
  }
  for (const { partuuid, number } of duplicates)
    if (!remove.includes(number))
      message.warning(`Boot${number} of ${partuuid} is there twice: --prune takes it out`);
}

/** BootOrder with what was made, and without what is taken out; null: it stays as it is. */
function newOrder(
  menu: BootMenu,
  { ways, remove }: OptionsPlan,
  made: ReadonlySet<string>,
): readonly string[] | null {
  const there = ways.filter((way) => way.kind !== 'make' || made.has(way.number ?? ''));
  const order = orderWithWays(menu, there).filter((number) => !remove.includes(number));
  return order.join() === menu.order.join() ? null : order;
}
