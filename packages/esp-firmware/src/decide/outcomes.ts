import { type BootMenu, optionsOf, shownFile } from '@twinroot/lib-firmware';
import type { EspMember } from '@twinroot/lib-record';
import type { FirmwareOutcome } from '../report-table.ts';
import { type MemberWay, numberOf } from './options-plan.ts';
import { forgottenText, inactiveText } from './words.ts';

/** What was done, and what is there now. */
export interface Done {
  /** The menu as it was read back. */
  readonly menu: BootMenu;
  readonly file: string;
  readonly ways: readonly MemberWay[];
  /** Why something was not done, by PARTUUIDs. */
  readonly failures: ReadonlyMap<string, string>;
}

/** What became of the option of each ESP of a set, in its order. */
export function outcomesOf(members: readonly EspMember[], done: Done): readonly FirmwareOutcome[] {
  return members.map(({ role, partuuid }) => {
    const way = done.ways.find((one) => one.partuuid === partuuid);
    const nothing = { role, partuuid, number: null, file: null, label: null };
    if (way === undefined)
      return { ...nothing, state: 'missing', why: 'no device has this PARTUUID, so nothing is made for it' };
    return { ...nothing, ...outcomeOf(way, done) };
  });
}

function outcomeOf(
  way: MemberWay,
  { menu, file, failures }: Done,
): Pick<FirmwareOutcome, 'state' | 'number' | 'file' | 'label' | 'why'> {
  const number = numberOf(way);
  const now = optionsOf(menu, way.partuuid, file).find((option) => option.number === number);
  const found = { number, file: shownFile(file), label: now?.label ?? null };
  const failure = failures.get(way.partuuid);
  if (failure !== undefined) return { ...found, state: 'failed', number: now?.number ?? null, why: failure };
  if (way.kind === 'forgotten') return { ...found, state: 'forgotten', why: forgottenText(way) };
  if (now === undefined || !menu.order.includes(now.number))
    return {
      ...found,
      state: 'failed',
      number: now?.number ?? null,
      why: `the firmware did not keep ${now === undefined ? 'its boot option' : 'its place in BootOrder'}`,
    };
  if (!now.isActive) return { ...found, state: 'inactive', why: inactiveText(now) };
  return { ...found, state: states[way.kind], why: null };
}

const states = { right: 'same', make: 'made', order: 'ordered' } as const;
