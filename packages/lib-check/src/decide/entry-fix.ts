import { parseEntryName } from '@twinroot/lib-bls';
import { defectOf, entryTypeOf } from '@twinroot/lib-boot-tree';
import { shellWord } from '@twinroot/lib-tool';
import { nameOf } from '@twinroot/lib-tree';
import type { ListedEntry } from './entries.ts';
import type { FileFacts } from './facts/machine-facts.ts';
import type { MemberCase } from './member-case.ts';
import { fileOfMember, isSameFacts } from './member-tree.ts';
import { registryOf } from './registry-of.ts';

const byHand = 'guide: comes-up';
const byMirroring = 'esp-which | esp-mirror';

type Question = Pick<MemberCase, 'booted' | 'bootedTrees' | 'member'>;

/**
 * What mends an entry that lacks something, or that is not there at all: esp-mirror, where what was booted has it complete. An entry
 * that only the mirror has is nothing that esp-mirror may judge: it stops there, or keeps it as another system's.
 *
 * @param entry null: there is none
 */
export function fixOfEntry({ booted, bootedTrees, member }: Question, entry: ListedEntry | null): string {
  const isThere = bootedTrees.some(({ tree }) =>
    tree.menu.some((own) => (entry === null || own.id === entry.entry.id) && defectOf(own, tree) === null),
  );
  if (booted === null || !isThere) return byHand;
  // Where somebody has deleted what was mirrored, esp-mirror asks who is to win; without any entry nothing there can.
  return entry === null && hadEntries(member) ? `${byMirroring} --force` : byMirroring;
}

/** Whether the registry of a member tells of entries, whatever is there now. */
function hadEntries(member: MemberCase['member']): boolean {
  const found = registryOf(member);
  if (!('registry' in found)) return false;
  const { files } = found.registry;
  return files.some(({ path }) => entryTypeOf(path) !== null);
}

/**
 * What mends an entry that has several names on a member: where all are the same, those go that say less of it. The one without a counter
 * stays, as for esp-bless, or else the one with the fewest tries left. What is not the same somebody has to look at, and
 * what is not mounted.
 */
export function fixOfNames(names: readonly ListedEntry[]): string {
  const [kept, ...others] = names.toSorted((a, b) => (a.left ?? -1) - (b.left ?? -1));
  if (kept === undefined || kept.member.mountpoint === null) return byHand;
  const { member } = kept;
  const fileOf = ({ entry }: ListedEntry) => fileOfMember(member, entry.file.path);
  if (others.some((other) => !isSame(fileOf(kept), fileOf(other)))) return byHand;
  const paths = others.map(({ entry }) => shellWord(`${member.mountpoint}/${entry.file.path}`));
  return `rm -- ${paths.join(' ')}`;
}

/** Whether two files are the same, by what they hold: a size and a time prove nothing where one is to be deleted. */
function isSame(one: ReturnType<typeof fileOfMember>, other: ReturnType<typeof fileOfMember>): boolean {
  if (one?.text !== null && one?.text !== undefined) return one.text === other?.text;
  return (
    one?.digest !== null && one?.digest !== undefined && isSameFacts(one, other) && other?.digest !== null
  );
}

/**
 * What mends a file that an entry names and that is there, but is not what is needed: esp-mirror, where what was booted has another one
 * under that path, which has something in it.
 *
 * @param own the file; null: it is not known
 */
export function fixOfPayload(
  { booted, bootedTrees }: Omit<Question, 'member'>,
  path: string,
  own: FileFacts | null,
): string {
  const hasOther = bootedTrees.some(({ member }) => {
    const other = fileOfMember(member, path);
    return other !== null && other.size > 0 && !isSameFacts(own, other);
  });
  return booted !== null && hasOther ? byMirroring : byHand;
}

/** The entries of a menu that have several names on one member, as lists. */
export function namesOfOne(menu: readonly ListedEntry[]): readonly (readonly ListedEntry[])[] {
  const groups = Map.groupBy(menu, ({ entry, member }) => `${member.partuuid} ${entry.id}`);
  return [...groups.values()].filter(
    (names) =>
      names.length > 1 && names.some(({ entry }) => parseEntryName(nameOf(entry.file.path)).left !== null),
  );
}
