import type { EspMember } from '@twinroot/lib-record';

/** A booted member and the mirrors of its kind. */
export interface Pairing {
  readonly source: EspMember;
  readonly mirrors: readonly EspMember[];
}

/** ESP goes with ESP, XBOOTLDR with XBOOTLDR; a kind without mirrors, or without a booted member, is left out. */
export function pairingsOf(members: readonly EspMember[]): readonly Pairing[] {
  return members
    .filter(({ role }) => role === 'booted')
    .map((source) => ({
      source,
      mirrors: members.filter(({ role, kind }) => role === 'mirror' && kind === source.kind),
    }))
    .filter(({ mirrors }) => mirrors.length > 0);
}
