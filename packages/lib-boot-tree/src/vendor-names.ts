import { foldPath } from '@twinroot/lib-fat';

/** Directories below EFI/ of boot loaders and tools that no system is the only one to install. */
const loaderDirectories = [
  'EXTLINUX',
  'GRUB',
  'LIMINE',
  'MEMTEST86',
  'MEMTEST86+',
  'REFIND',
  'SYSLINUX',
  'TOOLS',
  'ZBM',
];

/** What systems call their directory where it is not called after their `ID`; the names that their installers give GRUB and shim. */
const otherNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['debian', ['proxmox', 'raspbian']],
  ['linuxmint', ['ubuntu']],
  ['ol', ['redhat']],
  ['opensuse', ['opensuse']],
  ['pop', ['pop_os']],
  ['rhel', ['redhat']],
  ['sles', ['sles', 'suse']],
  ['suse', ['opensuse', 'sles']],
]);

/**
 * The directories below EFI/, folded, that a system updates: its vendor's, and those of boot loaders as such. That of another system
 * beside it is none of them.
 *
 * @param osIds words of `ID` and `ID_LIKE` of os-release(5), in lower case
 * @returns null where the system is not known: then all may be its own
 */
export function ownVendorsOf(osIds: readonly string[]): ReadonlySet<string> | null {
  if (osIds.length === 0) return null;
  const names = osIds.flatMap((id) => [id, id.replace(/-.*/, ''), ...(otherNames.get(id) ?? [])]);
  return new Set([...loaderDirectories, ...names].map(foldPath));
}
