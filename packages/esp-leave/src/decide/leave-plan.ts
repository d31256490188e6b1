import { shownFile } from '@twinroot/lib-firmware';
import type { EspMember, MemberPlanRecord } from '@twinroot/lib-record';
import type { RegistryMember } from '@twinroot/lib-registry';
import type { FoundOptions } from '../gather/find-options.ts';

/**
 * What would be different: members that leave, then the boot options that go with them.
 *
 * @param members those that the registry still has
 */
export function leavePlan(
  members: readonly RegistryMember[],
  found: FoundOptions | null,
  set: readonly EspMember[],
): readonly MemberPlanRecord[] {
  const pathOf = (partuuid: string | null) => set.find((one) => one.partuuid === partuuid)?.path ?? null;
  return [
    ...members.map(({ kind, partuuid }) => ({
      operation: 'leave' as const,
      kind,
      partuuid,
      path: pathOf(partuuid),
      number: null,
      file: null,
    })),
    ...(found?.options ?? []).map(({ number, partuuid, file }) => ({
      operation: 'delete-option' as const,
      kind: 'esp' as const,
      partuuid: partuuid ?? '',
      path: pathOf(partuuid),
      number,
      file: shownFile(file ?? ''),
    })),
  ];
}
