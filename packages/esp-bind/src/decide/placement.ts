import type { EspMember } from '@twinroot/lib-record';
import { isWithin } from '@twinroot/lib-sysroot';

/** A booted member and the mount point that it belongs on. */
export interface Placement {
  readonly member: EspMember;
  readonly target: string;
}

/** Where the ESP goes when an XBOOTLDR partition takes TARGET (Boot Loader Specification, "Mount Points"). */
const espBesideXbootldr = '/efi';

/**
 * A mount point as mountinfo writes it: absolute, without empty components and a slash at the end. Null for what is
 * not one: a relative path, the root, and `.` or `..`, whose meaning depends on symlinks.
 */
export function normalTarget(text: string): string | null {
  const names = text.split('/').filter((name) => name !== '');
  const isClean = !names.includes('.') && !names.includes('..') && !text.includes('\0');
  return text.startsWith('/') && names.length > 0 && isClean ? `/${names.join('/')}` : null;
}

/**
 * Which booted member goes where, the one for `target` first; null when both would be on the same mount point, or one
 * below the other.
 */
export function placements(members: readonly EspMember[], target: string): readonly Placement[] | null {
  const booted = members.filter((member) => member.role === 'booted');
  const xbootldr = booted.find((member) => member.kind === 'xbootldr');
  const esp = booted.find((member) => member.kind === 'esp');
  if (xbootldr === undefined) return esp ? [{ member: esp, target }] : [];
  if (esp === undefined) return [{ member: xbootldr, target }];
  if (isWithin(target, espBesideXbootldr) || isWithin(espBesideXbootldr, target)) return null;
  return [
    { member: xbootldr, target },
    { member: esp, target: espBesideXbootldr },
  ];
}
