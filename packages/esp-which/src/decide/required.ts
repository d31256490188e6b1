import { type Refusal, refused } from '@twinroot/lib-failure';
import type { FstabEntry } from '@twinroot/lib-fstab';
import type { EspMember } from '@twinroot/lib-record';

/** How many members must be there: so many, or as many as fstab names. */
export type Required = number | 'fstab';

/** What `--require` says; 0 without it. */
export function parseRequired(
  value: string | undefined,
): { readonly kind: 'required'; readonly required: Required } | Refusal {
  if (value === undefined) return { kind: 'required', required: 0 };
  if (value === 'fstab') return { kind: 'required', required: value };
  if (/^[1-9]\d{0,3}$/.test(value)) return { kind: 'required', required: Number(value) };
  return refused(`--require ${value}: a number of members, or fstab, was expected`);
}

/** Where a machine with one disk mounts its ESP; of two disks, the first may be left there. */
const usualPlaces = ['/efi', '/boot/efi', '/boot'];

/**
 * How many members fstab names, whatever it names them by: lines with FAT at the places of members and, where there is one of
 * these, at the usual ones. A name that leads nowhere counts: that is the member that is missed.
 */
export function membersInFstab(fstab: readonly FstabEntry[], isWanted: (path: string) => boolean): number {
  const isFat = ({ fstype }: FstabEntry) => fstype === 'vfat' || fstype === 'msdos';
  const isDevice = ({ source }: FstabEntry) => /^([A-Z]+=|\/dev\/)/.test(source);
  const lines = fstab.filter((entry) => isFat(entry) && isDevice(entry));
  const wanted = lines.filter(({ mountpoint }) => isWanted(mountpoint));
  if (wanted.length === 0) return 0;
  const usual = lines.filter((entry) => !wanted.includes(entry) && usualPlaces.includes(entry.mountpoint));
  return new Set([...wanted, ...usual].map(({ source }) => source)).size;
}

/** Why a set has too few members; null when it has enough. Of ESP and XBOOTLDR, ESPs count: each disk has one. */
export function whyTooFew(members: readonly EspMember[], required: number): string | null {
  const there = members.filter(({ kind, state }) => kind === 'esp' && state !== 'missing').length;
  return there >= required ? null : `${there} of the ${required} members that are required are there`;
}
