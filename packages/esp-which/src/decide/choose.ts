import { devicesOfPartuuid, type Partuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { bootedPartitions, bootedWarnings } from './booted-partitions.ts';
import { operandCandidates, patternCandidates } from './candidates.ts';
import { chooseMirrors } from './choose-mirrors.ts';
import type { Evidence } from './evidence.ts';
import { missingMember, presentMember } from './member.ts';
import { kindOf } from './mirror.ts';
import type { Question } from './question.ts';

/** What was booted. */
export interface NamedBoot {
  readonly partuuid: Partuuid;
  readonly evidence: Evidence;
}

/** The set, or why there is none. */
export type Choice =
  | { readonly kind: 'set'; readonly members: readonly EspMember[]; readonly warnings: readonly string[] }
  /** No device has the PARTUUID that was booted; one may still appear. */
  | { readonly kind: 'absent'; readonly reason: string }
  | Refusal;

/** The booted ESP and its mirrors; the free space of the members is left open. */
export function chooseSet(
  machine: Machine,
  booted: NamedBoot,
  { isWanted, operands }: Omit<Question, 'kind'>,
): Choice {
  const { devices } = machine;
  const found = devicesOfPartuuid(devices, booted.partuuid);
  const [named] = found;
  const what = `${booted.evidence} names the PARTUUID ${booted.partuuid}`;
  if (!named) return { kind: 'absent', reason: `${what}, but no device has it` };
  if (found.length > 1) {
    const paths = found.map(({ path }) => path).join(' and ');
    const advice = 'if one disk is a copy of the other, give it new ids (sgdisk -G)';
    return refused(`${what}, and ${paths} have it, so it is not known which was booted; ${advice}`);
  }
  const partitions = bootedPartitions(machine, named, booted.evidence);
  const candidates = [...patternCandidates(machine, isWanted), ...operandCandidates(machine, operands)];
  const chosen = chooseMirrors(machine, partitions, candidates);
  if (chosen.kind === 'refused') return chosen;
  const members = [
    ...partitions.map(({ kind, device, evidence }) =>
      presentMember(machine, device, { role: 'booted', kind, evidence, member_by: null }, isWanted),
    ),
    ...devices.flatMap((device) => {
      const by = chosen.present.get(device.path);
      const kind = kindOf(device);
      if (!by || !kind) return [];
      return [
        presentMember(machine, device, { role: 'mirror', kind, evidence: null, member_by: by }, isWanted),
      ];
    }),
    ...[...chosen.missing].map(([partuuid, by]) => missingMember(partuuid, by)),
  ];
  return { kind: 'set', members, warnings: [...bootedWarnings(machine, named), ...chosen.warnings] };
}
