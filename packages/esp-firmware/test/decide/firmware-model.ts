import { type BootMenu, type BootOption, type Deed, foldedFile } from '@twinroot/lib-firmware';
import { optionsPlan, orderWithWays } from '../../src/decide/options-plan.ts';

/** How a firmware treats its boot options at each boot, and when they are written. */
export interface Habits {
  /** Options of disks that are not there are deleted, with their places. */
  readonly dropsAbsent: boolean;
  /** Options that BootOrder does not name are deleted. */
  readonly dropsUnordered: boolean;
  /** Of options with equal labels all but the first are deleted. */
  readonly dropsEqualLabels: boolean;
  /** Paths of options come back in capitals. */
  readonly capitals: boolean;
  /** BootOrder becomes what the firmware finds: `own`, only its own options; `none`: it is deleted. */
  readonly resetsOrder: 'no' | 'own' | 'none';
  /** BootOrder names options that are no longer there. */
  readonly keepsDeadNumbers: boolean;
  /** So many variables can be written, in all; then there is no room. */
  readonly room: number;
  /** BootNext is deleted, and not obeyed. */
  readonly ignoresNext: boolean;
}

export const wellBehaved: Habits = {
  dropsAbsent: false,
  dropsUnordered: false,
  dropsEqualLabels: false,
  capitals: false,
  resetsOrder: 'no',
  keepsDeadNumbers: false,
  room: Infinity,
  ignoresNext: false,
};

/** A firmware and its memory. Disks are named by the PARTUUIDs of their ESPs. */
export interface Firmware {
  readonly habits: Habits;
  readonly options: readonly BootOption[];
  readonly order: readonly string[];
  readonly current: string | null;
  readonly next: string | null;
  /** Variables that were written since it was made. */
  readonly written: number;
}

/** As efivarfs shows it. */
export function menuOf({ options, order, current, next }: Firmware): BootMenu {
  const byNumber = options.toSorted((a, b) => (a.number < b.number ? -1 : 1));
  return { options: byNumber, taken: byNumber.map(({ number }) => number), order, current, next };
}

/** The firmware at the next boot, with these disks; null: it finds nothing to boot. */
export function booted(firmware: Firmware, disks: readonly string[]): Firmware | null {
  const { habits } = firmware;
  const isThere = ({ partuuid }: BootOption) => partuuid === null || disks.includes(partuuid);
  let options = firmware.options
    .filter((option) => !habits.dropsAbsent || isThere(option))
    .filter(({ number }) => !habits.dropsUnordered || firmware.order.includes(number))
    .map((option) => (habits.capitals ? { ...option, file: option.file?.toUpperCase() ?? null } : option));
  if (habits.dropsEqualLabels)
    options = options.filter(({ label }, index) => options.findIndex((one) => one.label === label) === index);
  let order = firmware.order.filter(
    (number) => habits.keepsDeadNumbers || options.some((option) => option.number === number),
  );
  const isOwn = (number: string) => options.find((option) => option.number === number)?.file === null;
  if (habits.resetsOrder === 'own') order = order.filter(isOwn);
  if (habits.resetsOrder === 'none') order = [];

  const next = habits.ignoresNext ? null : firmware.next;
  const tried = [...(next === null ? [] : [next]), ...order];
  const canBoot = (number: string) =>
    options.some((option) => option.number === number && option.partuuid !== null && isThere(option));
  const found = tried.find(canBoot);
  if (found !== undefined) return { ...firmware, options, order, current: found, next: null };
  // The removable path of the first disk, by an option that firmware makes, as OVMF does.
  const [disk] = disks;
  if (disk === undefined) return null;
  const own = options.find(({ partuuid, file }) => partuuid === disk && file === null);
  const number = own?.number ?? freeOwn(options, order);
  const made = {
    number,
    label: `UEFI ${disk}`,
    partuuid: disk,
    file: null,
    isActive: true,
    optionalData: new Uint8Array(),
  };
  return {
    ...firmware,
    options: own === undefined ? [...options, made] : options,
    order: order.includes(number) ? order : [...order, number],
    current: number,
    next: null,
  };
}

/** Firmware takes the first number without a variable, as EDK2 does: it may be named already. */
function freeOwn(options: readonly BootOption[], order: readonly string[]): string {
  for (let each = 0; ; each += 1) {
    const number = each.toString(16).toUpperCase().padStart(4, '0');
    if (!options.some((option) => option.number === number) && !order.includes(number)) return number;
  }
}

/** What one run wrote. */
export interface ModelRun {
  readonly firmware: Firmware;
  readonly deeds: readonly Deed[];
  /** Variables that were written, and those that could not be. */
  readonly writes: number;
  readonly refused: number;
}

/**
 * A run of esp-firmware: what the real decision says is carried out as writeOptions does it, on this firmware.
 *
 * @param members PARTUUIDs of the ESPs that are there, the booted one first
 */
export function runOn(
  firmware: Firmware,
  deeds: readonly Deed[],
  facts: { readonly members: readonly string[]; readonly file: string; readonly prunes: boolean },
): ModelRun {
  const { members, file, prunes } = facts;
  const menu = menuOf(firmware);
  const plan = optionsPlan({ menu, file, members, deeds, prunes });
  let state = firmware;
  const noted = [...deeds];
  let refused = 0;
  const hasRoom = () => {
    if (state.written < state.habits.room) return true;
    refused += 1;
    return false;
  };
  const note = (did: Deed['did'], partuuid: string, number: string) =>
    noted.push({ time: 0, boot: null, did, partuuid, file, number });
  const made = new Set<string>();
  for (const way of plan.ways) {
    if (way.kind !== 'make' || way.number === null || !hasRoom()) continue;
    const { number, partuuid } = way;
    const option = {
      number,
      label: `Linux (${partuuid})`,
      partuuid,
      file,
      isActive: true,
      optionalData: new Uint8Array(),
    };
    state = { ...state, options: [...state.options, option], written: state.written + 1 };
    note('made', partuuid, number);
    made.add(number);
  }
  const there = plan.ways.filter((way) => way.kind !== 'make' || made.has(way.number ?? ''));
  const order = orderWithWays(menu, there).filter((number) => !plan.remove.includes(number));
  if (order.join() !== menu.order.join() && hasRoom()) {
    state = { ...state, order, written: state.written + 1 };
    for (const way of plan.ways) if (way.kind === 'order') note('ordered', way.partuuid, way.option.number);
  } else if (order.join() !== menu.order.join()) {
    return { firmware: state, deeds: noted, writes: state.written - firmware.written, refused };
  }
  const gone = state.options.filter(({ number }) => plan.remove.includes(number));
  state = { ...state, options: state.options.filter(({ number }) => !plan.remove.includes(number)) };
  return {
    firmware: state,
    deeds: noted,
    writes: state.written - firmware.written + gone.length,
    refused,
  };
}

/** Whether a member has an option for the file in the order. */
export function hasWay({ options, order }: Firmware, partuuid: string, file: string): boolean {
  return options.some(
    (option) =>
      option.partuuid === partuuid &&
      option.file !== null &&
      foldedFile(option.file) === foldedFile(file) &&
      order.includes(option.number),
  );
}
