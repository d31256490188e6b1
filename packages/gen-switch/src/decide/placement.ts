import {
  type EntryType,
  entryName,
  entryVersion,
  idPattern,
  newGenerationId,
  stampOfVersion,
} from '@twinroot/lib-generation';
import { type EntryParts, entryText } from './entry-text.ts';
import type { EspFound, OwnEntry } from './esp-found.ts';
import { type ImageTexts, imageTexts, textOfImage } from './image-parts.ts';
import type { Wanted, WantedEntry } from './wanted.ts';

/** An entry, as it is to be. */
export interface PlacedEntry {
  readonly type: EntryType;
  /** In the directory of its type. */
  readonly name: string;
  /** Of Type #1: its text. */
  readonly text: string;
  /** Of Type #2: the texts in its image. */
  readonly image: ImageTexts;
  /** Whether it is written: otherwise it is there already. */
  readonly isWritten: boolean;
  /** Whether a file of its name is there. */
  readonly replaces: boolean;
}

/** The entry of a generation, that of its newest kernel, as it is to be. */
export interface Placement extends PlacedEntry {
  /** Of its version: when it was switched to last. */
  readonly stamp: string;
  /** What all its entries say. */
  readonly sorting: Pick<EntryParts, 'machineId' | 'sortKey'>;
  /** Entries of its newest kernel that go: other names, or the other type. */
  readonly old: readonly OwnEntry[];
  /** Entries of other generations, of Type #1, that are not to have a `machine-id`, the newest first. */
  readonly plain: readonly OwnEntry[];
}

/** The stamp of one that was never switched to: all others come before it. */
const neverSwitched = '0'.repeat(14);

/**
 * Plans the entry of a generation.
 *
 * rEFInd counts no boots, nor does any boot loader that does not say so: an entry has no counter then, or it would never be found good.
 *
 * An entry that booted well has no counter, and gets none. One that never did gets all its tries: who switches to it means it. Where
 * the machine runs from it, its name stays, by which systemd-bless-boot(8) looks for it.
 *
 * Boot loaders group by `machine-id` before they look at the version, and unified kernel images have none: where there is one of a
 * generation, no entry of a generation has it (systemd src/boot/boot.c, boot_entry_compare, strcmp16).
 */
export function placementOf(wanted: Wanted, found: EspFound): Placement {
  const { id, isSwitch, isBooted } = wanted;
  const own = found.entries.filter((entry) => entry.id === id && entry.kernel === null);
  const others = found.entries.filter((entry) => entry.id !== id);
  const running = isBooted ? own.find(({ left }) => left !== null && left > 0) : undefined;
  const type = running?.type ?? wanted.type;
  const isMixed = type === 2 || others.some(({ text, machineId }) => text !== '' && machineId === null);
  const sorting = {
    machineId: isMixed ? null : wanted.parts.machineId,
    sortKey: newestOf(others)?.sortKey ?? wanted.parts.sortKey,
  };
  const at = (stamp: string) => contentAt({ ...wanted, sorting }, entryVersion(stamp, wanted.release));
  const says = (entry: OwnEntry, stamp: string) => saysContent(entry, type, at(stamp));
  const isInPlace = (entry: OwnEntry) => {
    const stamp = stampOf(entry);
    if (stamp === null || !says(entry, stamp)) return false;
    const isBefore = (one: OwnEntry) => (stampOf(one) ?? '') < stamp;
    return !isSwitch || (entry.left !== 0 && others.every(isBefore));
  };
  const whole = own.find(isInPlace);
  const tries = found.refindMenus.length > 0 ? null : wanted.tries;
  const name = nameOf(wanted, own, whole ?? running, { type, tries });
  const stamp = stampFor(wanted, others, whole ?? own[0]);
  const there = own.find((entry) => entry.name === name);
  return {
    type,
    name,
    ...at(stamp),
    isWritten: there === undefined || !says(there, stamp),
    replaces: there !== undefined,
    stamp,
    sorting,
    old: own.filter((one) => one.name !== name),
    plain: isMixed
      ? others.filter(({ machineId }) => machineId !== null).toSorted((a, b) => -byVersion(a, b))
      : [],
  };
}

/** What an entry says: as a text, and in an image. */
export type EntryContent = Pick<PlacedEntry, 'text' | 'image'>;

/** What the entry of a kernel says with a version. */
export function contentAt(
  { parts, image, sorting }: WantedEntry & Pick<Placement, 'sorting'>,
  version: string,
): EntryContent {
  const all = { ...parts, ...sorting };
  return { text: entryText(all, version), image: imageTexts(image, { ...all, version }) };
}

/** Whether an entry that is there is whole, and says that. */
export function saysContent(entry: OwnEntry, type: EntryType, { text, image }: EntryContent): boolean {
  return (
    entry.type === type && entry.isIntact && entry.text === (type === 1 ? latin1(text) : textOfImage(image))
  );
}

/** @param kept what is in place, or is what runs */
function nameOf(
  { token, id }: Wanted,
  own: readonly OwnEntry[],
  kept: OwnEntry | undefined,
  { type, tries }: { readonly type: EntryType; readonly tries: number | null },
): string {
  if (tries === null || own.some(({ left, text }) => left === null && text !== ''))
    return entryName(token, id, null, type);
  return kept?.name ?? entryName(token, id, tries, type);
}

function stampFor({ isSwitch, now }: Wanted, others: readonly OwnEntry[], own: OwnEntry | undefined): string {
  const stamp = own === undefined ? null : stampOf(own);
  if (!isSwitch) return stamp ?? neverSwitched;
  const before = others.flatMap((one) => stampOf(one) ?? []);
  // One that comes before all others does so with what it has; so a run that was cut and is repeated changes nothing twice.
  if (stamp !== null && isStamp(stamp) && before.every((one) => one < stamp)) return stamp;
  const letters = 'AAAAAAAA';
  const stamps = before.filter(isStamp).map((one) => `${one}${letters}`);
  return newGenerationId(now, letters, stamps).slice(0, 14);
}

/** null: it has no version. */
function stampOf({ version }: OwnEntry): string | null {
  return version === null ? null : stampOfVersion(version);
}

function isStamp(stamp: string): boolean {
  return idPattern.test(`${stamp}AAAAAAAA`) && stamp !== neverSwitched;
}

function newestOf(entries: readonly OwnEntry[]): OwnEntry | undefined {
  return entries.toSorted(byVersion).at(-1);
}

function byVersion(a: OwnEntry, b: OwnEntry): number {
  const [one, other] = [a.version ?? '', b.version ?? ''];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** One character each byte. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}
