import type { BootNote, DrillRequest } from '@twinroot/lib-firmware';

/** What is known of the boot that is under way. */
export interface BootFacts {
  readonly time: number;
  readonly boot: string;
  readonly member: string;
  /** null: it has no registry that counts. */
  readonly generation: { readonly number: number; readonly id: string } | null;
}

/** The note of a boot. A drill that was asked for in this very boot is one of the next. */
export function bootNote(facts: BootFacts, request: DrillRequest | null): BootNote {
  const { time, boot, member, generation } = facts;
  const asked = request === null || request.boot === boot ? null : request.partuuid;
  return {
    time,
    boot,
    member,
    generation: generation?.number ?? null,
    generation_id: generation?.id ?? null,
    asked,
    drill: asked === null ? null : asked === member ? 'met' : 'missed',
  };
}
