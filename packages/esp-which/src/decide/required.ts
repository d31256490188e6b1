import { linesAt, usualPlaces } from '@twinroot/lib-esp-set';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { isFat } from '@twinroot/lib-fat';
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

/**
 * How many members fstab names, whatever it names them by: lines at the places of members and, where there is one of these, those
 * with FAT at the usual ones. A name that leads nowhere counts: that is the member that is missed.
 */
export function membersInFstab(fstab: readonly FstabEntry[], isWanted: (path: string) => boolean): number {
  const isDevice = ({ source }: FstabEntry) => /^([A-Z]+=|\/dev\/)/.test(source);
  const wanted = linesAt(fstab, isWanted).filter(isDevice);
  if (wanted.length === 0) return 0;
  // What is mounted at /boot as `auto` may be anything.
  const usual = linesAt(fstab, (path) => usualPlaces.includes(path)).filter(isFat);
  return new Set([...wanted, ...usual.filter(isDevice)].map(({ source }) => source)).size;
}

/** Why a set has too few members; null when it has enough. Of ESP and XBOOTLDR, ESPs count: each disk has one. */
export function whyTooFew(members: readonly EspMember[], required: number): string | null {
  const there = members.filter(({ kind, state }) => kind === 'esp' && state !== 'missing').length;
  return there >= required ? null : `${there} of the ${required} members that are required are there`;
}
