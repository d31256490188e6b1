import {
  type BootMenu,
  type BootOption,
  type Deed,
  freeNumbers,
  mostDeeds,
  optionsOf,
  orderBehind,
  timesDone,
} from '@twinroot/lib-firmware';

/** What is decided on. */
export interface OptionFacts {
  readonly menu: BootMenu;
  /** The file that firmware is to start on each member, as it names it. */
  readonly file: string;
  /** PARTUUIDs of the ESPs that are there, in lower case; the booted one first. */
  readonly members: readonly string[];
  /** What was done before, in all boots. */
  readonly deeds: readonly Deed[];
  /** Whether options that are there twice are taken out. */
  readonly prunes: boolean;
}

/** What becomes of the option of a member. */
export type MemberWay = { readonly partuuid: string } & (
  | { readonly kind: 'right' | 'order'; readonly option: BootOption }
  /** It is made under this number; null: there is no free one. */
  | { readonly kind: 'make'; readonly number: string | null }
  /** It was made, or put into the order, so often that this firmware does not keep it. */
  | { readonly kind: 'forgotten'; readonly option: BootOption | null }
);

/** What is to be done about the options of the members. */
export interface OptionsPlan {
  /** In the order of the members. */
  readonly ways: readonly MemberWay[];
  /** Options that start the same as another one of the same member, and are given the same. */
  readonly duplicates: readonly { readonly partuuid: string; readonly number: string }[];
  /** Those of them that are taken out. */
  readonly remove: readonly string[];
}

/** What is to be done, so that each member has one option. Pure: what it is told is all that it knows. */
export function optionsPlan(facts: OptionFacts): OptionsPlan {
  const { menu, file, members, prunes } = facts;
  const free = [...freeNumbers(menu, members.length)];
  const found = members.map((partuuid) => ({ partuuid, ...ownOption(menu, partuuid, file) }));
  const ways = found.map(({ partuuid, own }) => wayOf(facts, partuuid, own, free));
  const duplicates = found.flatMap(({ partuuid, others }) =>
    others.map(({ number }) => ({ partuuid, number })),
  );
  // One that the firmware is to boot next was asked for by somebody.
  const remove = prunes ? duplicates.flatMap(({ number }) => (number === menu.next ? [] : [number])) : [];
  return { ways, duplicates, remove };
}

/** The option of a member among those that start the file on it, and those that do the same. */
function ownOption(
  menu: BootMenu,
  partuuid: string,
  file: string,
): { readonly own: BootOption | null; readonly others: readonly BootOption[] } {
  const rank = ({ number, isActive }: BootOption) => {
    const place = menu.order.indexOf(number);
    return [number === menu.current ? 0 : 1, isActive ? 0 : 1, place === -1 ? Infinity : place];
  };
  const [own = null, ...rest] = optionsOf(menu, partuuid, file).toSorted((a, b) => compare(rank(a), rank(b)));
  const others = rest.filter(
    ({ optionalData }) => own !== null && Buffer.compare(optionalData, own.optionalData) === 0,
  );
  return { own, others };
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries())
    if (value !== other[index]) return value < (other[index] ?? 0) ? -1 : 1;
  return 0;
}

function wayOf(
  { menu, file, deeds }: OptionFacts,
  partuuid: string,
  option: BootOption | null,
  free: string[],
): MemberWay {
  const isFutile = (did: Deed['did']) => timesDone(deeds, did, partuuid, file) >= mostDeeds;
  if (option === null)
    return isFutile('made')
      ? { kind: 'forgotten', partuuid, option }
      : { kind: 'make', partuuid, number: free.shift() ?? null };
  if (menu.order.includes(option.number)) return { kind: 'right', partuuid, option };
  return isFutile('ordered') ? { kind: 'forgotten', partuuid, option } : { kind: 'order', partuuid, option };
}

/**
 * BootOrder with options that were made or found outside of it, in their order, right behind what was booted or the option of the first
 * member, whichever comes first: they are two where a live system was booted, and the machine's is before it. Nothing else is moved.
 * Where neither has a place, it is the end.
 *
 * @param ways of which those with a number are to be in the order
 */
export function orderWithWays(
  { order, current }: Pick<BootMenu, 'order' | 'current'>,
  ways: readonly MemberWay[],
): readonly string[] {
  const numbers = ways.flatMap((way) => {
    const number = numberOf(way);
    return number === null || way.kind === 'forgotten' || order.includes(number) ? [] : [number];
  });
  const [first] = ways;
  const places = [current, first === undefined ? null : numberOf(first)];
  const place = order.find((number) => places.includes(number)) ?? null;
  return orderBehind(order, place, numbers);
}

/** The number of a member's option; null: it has none. */
export function numberOf(way: MemberWay): string | null {
  return way.kind === 'make' ? way.number : (way.option?.number ?? null);
}
