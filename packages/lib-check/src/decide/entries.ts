import { compareVersions, parseEntryName } from '@twinroot/lib-bls';
import { defectOf, isStarted, type MenuEntry, versionOf } from '@twinroot/lib-boot-tree';
import { compileNameGlob } from '@twinroot/lib-glob';
import { nameOf } from '@twinroot/lib-tree';
import { whyForeign } from './machine-types.ts';
import { fileOfMember, type MemberTree } from './member-tree.ts';
import { isOfSeveralKinds, whyPassedOver } from './passed-over.ts';

/** An entry of a member's menu. */
export interface ListedEntry extends MemberTree {
  readonly entry: MenuEntry;
  /** What it lacks, as a clause; null when it is complete. */
  readonly defect: string | null;
  /** Tries left; null without a boot counter. */
  readonly left: number | null;
}

/** The entry that a boot loader would start without being asked. */
export interface ChosenEntry extends ListedEntry {
  /** Why it: `default of loader/loader.conf`. */
  readonly by: string;
}

/** The entries of a member, and of the XBOOTLDR partition beside it. */
export interface Menu {
  /** In the order of the menu. */
  readonly listed: readonly ListedEntry[];
  /** Those that the boot loader does not list; each has a defect, which says why. */
  readonly passedOver: readonly ListedEntry[];
}

/** What makes the menu. */
export interface MenuMaker {
  /** Of the boot loader; null: not known. */
  readonly architecture: string | null;
  /** Those of the kernels that it can start. */
  readonly kernels: readonly (string | null)[];
  /** Whether it is known to be systemd-boot; of others it is not known what they pass over. */
  readonly isSystemdBoot: boolean;
}

/**
 * The entries of trees in the order of the menu: those with tries first, then by sort-key, machine id, and the newest version. Those
 * for another architecture are in neither list.
 *
 * Source: UAPI.1 Boot Loader Specification, "Sorting"; systemd src/boot/boot.c (boot_entry_compare).
 */
export function menuOf(trees: readonly MemberTree[], by: MenuMaker): Menu {
  const { architecture, isSystemdBoot } = by;
  const all = trees.flatMap((tree) =>
    tree.tree.menu
      .filter(
        (entry) =>
          entry.architecture === null || architecture === null || entry.architecture === architecture,
      )
      .map((entry) => ({
        why: isSystemdBoot ? whyPassedOver(entry, tree, architecture) : null,
        ...listedOf(entry, tree, by),
      })),
  );
  return {
    listed: all.filter(({ why }) => why === null).toSorted(compareEntries),
    passedOver: all
      .flatMap(({ why, ...entry }) => (why === null ? [] : [{ ...entry, defect: why }]))
      .toSorted(compareEntries),
  };
}

function listedOf(entry: MenuEntry, { member, tree }: MemberTree, by: MenuMaker): ListedEntry {
  return {
    member,
    tree,
    entry,
    defect:
      defectOf(entry, tree) ??
      (isOfSeveralKinds(entry) ? 'names programs of several kinds' : foreignProgram(entry, member, by)),
    left: parseEntryName(nameOf(entry.file.path)).left,
  };
}

/** A kernel or an image for another architecture, as a clause; null: there is none. An image is started as a boot loader is. */
function foreignProgram(
  { names }: MenuEntry,
  member: ListedEntry['member'],
  { architecture, kernels }: MenuMaker,
): string | null {
  for (const { as, path } of names) {
    const image = isStarted(as) ? fileOfMember(member, path)?.image : null;
    const why = whyForeign(image?.machine, as === 'linux' ? kernels : [architecture]);
    if (why !== null) return `names ${path}, which ${why}`;
  }
  return null;
}

function compareEntries(a: ListedEntry, b: ListedEntry): number {
  const spent = Number(a.left === 0) - Number(b.left === 0);
  if (spent !== 0) return spent;
  const [one, other] = [sortingOf(a), sortingOf(b)];
  if ((one.key === null) !== (other.key === null)) return one.key === null ? 1 : -1;
  if (one.key !== null && other.key !== null) {
    const byKey = compareTexts(one.key, other.key) || compareTexts(one.machine, other.machine);
    const order = byKey || compareVersions(other.version, one.version);
    if (order !== 0) return order;
  }
  const byName = compareVersions(idOf(b), idOf(a));
  return byName !== 0 ? byName : (b.left ?? 0) - (a.left ?? 0);
}

function sortingOf({ entry: { sorting }, entry, tree }: ListedEntry) {
  const { key, machineId, version } = sorting;
  return { key, machine: machineId ?? '', version: version ?? versionOf(entry, tree) ?? '' };
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The id by which loader.conf(5) and the variables name an entry: its file name without the counter. */
export function idOf({ entry }: Pick<ListedEntry, 'entry'>): string {
  const { stem, suffix } = parseEntryName(nameOf(entry.file.path));
  return stem + suffix;
}

/**
 * What systemd-boot starts: `LoaderEntryDefault`, else `preferred` and `default` of loader.conf(5), which are patterns, else the
 * first of the menu.
 *
 * Source: systemd src/boot/boot.c (config_select_default_entry).
 *
 * @param nameOfEntry what a pattern is compared with
 */
export function chosenEntry(
  menu: readonly ListedEntry[],
  wishes: { readonly variable: string | null; readonly loaderConf: string | null },
  nameOfEntry: (listed: ListedEntry) => string = idOf,
): ChosenEntry | null {
  const conf = (key: string) => settingOf(wishes.loaderConf ?? '', key);
  const asked = [
    ['LoaderEntryDefault', wishes.variable],
    ['preferred of loader.conf', conf('preferred')],
    ['default of loader.conf', conf('default')],
  ] as const;
  for (const [by, pattern] of asked) {
    if (pattern === null || pattern.startsWith('@')) continue;
    const isMeant = compileNameGlob(pattern.toLowerCase());
    const found = menu.find((listed) => isMeant(nameOfEntry(listed).toLowerCase()));
    if (found !== undefined) return { ...found, by };
  }
  const [first] = menu;
  return first === undefined ? null : { ...first, by: 'first of the menu' };
}

/** The name by which older versions of systemd-boot know an entry: that of its file, with the counter (systemd issue 38813). */
export function earlierIdOf({ entry }: Pick<ListedEntry, 'entry'>): string {
  return nameOf(entry.file.path);
}

/** The last value of a key in a text like loader.conf(5); null without it. */
export function settingOf(text: string, key: string): string | null {
  const values = text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^\s*([a-z-]+)\s+(.*?)\s*$/.exec(line) ?? [];
    return name === key && value !== undefined ? [value] : [];
  });
  return values.at(-1) ?? null;
}
