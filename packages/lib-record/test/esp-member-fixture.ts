import type { EspMember } from '../src/esp-set.ts';

/** A record of a mirror that is mounted, and of which nothing else is known, unless something else is given. */
export function espMember(partuuid: string, more: Partial<EspMember> = {}): EspMember {
  return {
    role: 'mirror',
    kind: 'esp',
    state: 'mounted',
    partuuid,
    path: null,
    uuid: null,
    mountpoint: null,
    mountpoints: null,
    label: null,
    disk: null,
    size: null,
    free: null,
    evidence: null,
    member_by: null,
    ...more,
  };
}
