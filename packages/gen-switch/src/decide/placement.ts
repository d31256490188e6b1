import { type EntryType, entryName, idPattern, newGenerationId } from '@twinroot/lib-generation';
import { type EntryParts, entryText } from './entry-text.ts';
import type { EspFound, OwnEntry } from './esp-found.ts';
import { type ImageTexts, imageTexts, textOfImage } from './image-parts.ts';
import type { Wanted } from './wanted.ts';

/** The entry of a generation, as it is to be. */
export interface Placement {
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
  /** Entries of this generation that go: other names, or the other type. */
  readonly old: readonly OwnEntry[];
  /** Entries of other generations, of Type #1, that are not to have a `machine-id`, the newest first. */
  readonly plain: readonly OwnEntry[];
}

/** The version of one that was never switched to: all others come before it. */
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
  const own = found.entries.filter((entry) => entry.id === id);
  const others = found.entries.filter((entry) => entry.id !== id);
  const running = isBooted ? own.find(({ left }) => left !== null && left > 0) : undefined;
  const type = running?.type ?? wanted.type;
  const isMixed = type === 2 || others.some(({ text, machineId }) => text !== '' && machineId === null);
  const parts: EntryParts = {
    ...wanted.parts,
    machineId: isMixed ? null : wanted.parts.machineId,
    sortKey: newestOf(others)?.sortKey ?? wanted.parts.sortKey,
  };
  const imageOf = (version: string) => imageTexts(wanted.image, { ...parts, version });
  const says = (entry: OwnEntry, version: string) =>
    entry.type === type &&
    entry.isIntact &&
    entry.text === (type === 1 ? latin1(entryText(parts, version)) : textOfImage(imageOf(version)));
  const isInPlace = (entry: OwnEntry) =>
    entry.version !== null &&
    says(entry, entry.version) &&
    (!isSwitch ||
      (entry.left !== 0 &&
        others.every((one) => one.version === null || one.version < (entry.version ?? ''))));
  const whole = own.find(isInPlace);
  const tries = found.refindMenus.length > 0 ? null : wanted.tries;
  const name = nameOf(wanted, own, whole ?? running, { type, tries });
  const version = versionOf(wanted, others, whole ?? own[0]);
  const there = own.find((entry) => entry.name === name);
  return {
    type,
    name,
    text: entryText(parts, version),
    image: imageOf(version),
    isWritten: there === undefined || !says(there, version),
    replaces: there !== undefined,
    old: own.filter((one) => one.name !== name),
    plain: isMixed
      ? others.filter(({ machineId }) => machineId !== null).toSorted((a, b) => -byVersion(a, b))
      : [],
  };
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

function versionOf(
  { isSwitch, now }: Wanted,
  others: readonly OwnEntry[],
  own: OwnEntry | undefined,
): string {
  const version = own?.version ?? null;
  if (!isSwitch) return version ?? neverSwitched;
  const versions = others.flatMap((one) => one.version ?? []);
  // One that comes before all others does so with what it has; so a run that was cut and is repeated changes nothing twice.
  if (version !== null && isStamp(version) && versions.every((one) => one < version)) return version;
  const letters = 'AAAAAAAA';
  const stamps = versions.filter(isStamp).map((one) => `${one}${letters}`);
  return newGenerationId(now, letters, stamps).slice(0, 14);
}

function isStamp(version: string): boolean {
  return idPattern.test(`${version}AAAAAAAA`) && version !== neverSwitched;
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
