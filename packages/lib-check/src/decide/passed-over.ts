import { isStarted, type MenuEntry } from '@twinroot/lib-boot-tree';
import { whyForeign } from './machine-types.ts';
import { fileOfMember, type MemberTree } from './member-tree.ts';

/**
 * Why systemd-boot does not list an entry, as a clause: what it starts does not exist, or a unified kernel image is none, or has no
 * os-release(5), or is for another architecture. Null when it is listed, or nobody can tell. What is listed and not complete (an initrd is missing, a kernel
 * is cut) is started, and fails.
 *
 * Source: systemd src/boot/boot.c (boot_entry_add_type1: "Check existence of loader file"; boot_entry_add_type2, verify_pe).
 *
 * @param architecture of the boot loader; null: not known
 */
export function whyPassedOver(
  entry: MenuEntry,
  { member, tree }: MemberTree,
  architecture: string | null,
): string | null {
  if (entry.type === 2) return whyNoImage(entry, member, architecture);
  // What could not be read names nothing here, and may name something to the boot loader.
  if (entry.file.unreadable !== undefined || entry.file.bytes === null) return null;
  // Of several lines the last one counts.
  const last = entry.names.findLast(({ as }) => isStarted(as));
  if (last === undefined) return entry.isRemote ? null : 'does not name anything to start';
  if (last.key === null || tree.listing.nodes.has(last.key)) return null;
  // A directory is opened as well as a file.
  const isDirectory = [...tree.listing.nodes.keys()].some((key) => key.startsWith(`${last.key}/`));
  return isDirectory ? null : `names ${last.path}, which does not exist`;
}

function whyNoImage(
  { file }: MenuEntry,
  member: MemberTree['member'],
  architecture: string | null,
): string | null {
  const facts = fileOfMember(member, file.path);
  if (facts === null || facts.unreadable !== null) return null;
  if (facts.size === 0) return 'is empty';
  if (facts.image === null) return null;
  if (!facts.image.pe) return 'is not a PE image';
  const foreign = whyForeign(facts.image.machine, [architecture]);
  if (foreign !== null) return foreign;
  // Older captures do not say.
  return facts.image.sorting === null ? 'has no os-release in it' : null;
}

/**
 * Whether an entry names programs of several kinds (`linux` and `efi`): boot loaders of some versions pass it over, others take the last one.
 *
 * Source: systemd src/boot/boot.c (boot_entry_add_type1, LOADER_BAD).
 */
export function isOfSeveralKinds({ type, names }: MenuEntry): boolean {
  return type === 1 && new Set(names.filter(({ as }) => isStarted(as)).map(({ as }) => as)).size > 1;
}
