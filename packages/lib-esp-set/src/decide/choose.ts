import type { Refusal } from '@twinroot/lib-failure';
import { isFat } from '@twinroot/lib-fat';
import type { Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { operandCandidates, patternCandidates, registryCandidates, usualCandidates } from './candidates.ts';
import { chooseMirrors, isOwn } from './choose-mirrors.ts';
import { missingMember, presentMember } from './member.ts';
import { type Judging, kindOf } from './mirror.ts';
import type { Question } from './question.ts';
import type { Source } from './source.ts';
import { type SourcePartition, sourcePartitions, sourceWarnings } from './source-partitions.ts';
import type { Listed } from './source-registry.ts';

/** The set, or why there is none. */
export type Choice =
  | { readonly kind: 'set'; readonly members: readonly EspMember[]; readonly warnings: readonly string[] }
  | Refusal;

/** What is known of the set beside the devices and mounts. */
export interface Known {
  /** Why what runs is not the machine's own system, a clause; null when nothing says so. */
  readonly foreign: string | null;
  readonly listed: Listed;
}

/** What was booted, or named as the source, and its mirrors; the free space of the members is left open. */
export function chooseSet(
  machine: Machine,
  source: Source,
  { isWanted, operands, leave }: Pick<Question, 'isWanted' | 'operands' | 'leave'>,
  { foreign, listed }: Known,
): Choice {
  const partitions = sourcePartitions(machine, source);
  // Whoever names the source has decided what is mirrored, wherever this runs.
  const isNamed = source.evidence === null;
  const judging: Judging = { ...leave, foreign: isNamed ? null : foreign, left: listed.left };
  const registered = registryCandidates(machine, listed.members, (kind) =>
    partitions.some((one) => one.kind === kind && (kind === 'esp' || isFat(one.device))),
  );
  const matched = patternCandidates(machine, isWanted);
  const usual = hasMember(machine, partitions, matched, judging) ? usualCandidates(machine, isWanted) : [];
  const candidates = [...registered, ...matched, ...usual, ...operandCandidates(machine, operands)];
  const chosen = chooseMirrors(machine, partitions, candidates, judging);
  if (chosen.kind === 'refused') return chosen;
  const members = [
    ...partitions.map(({ kind, device, evidence, member_by }) =>
      presentMember(machine, device, { role: 'booted', kind, evidence, member_by }, isWanted),
    ),
    ...machine.devices.flatMap((device) => {
      const by = chosen.present.get(device.path);
      const kind = kindOf(device);
      if (!by || !kind) return [];
      return [
        presentMember(machine, device, { role: 'mirror', kind, evidence: null, member_by: by }, isWanted),
      ];
    }),
    ...[...chosen.missing].map(([partuuid, found]) => missingMember(partuuid, found)),
  ];
  return { kind: 'set', members, warnings: [...sourceWarnings(machine, source), ...chosen.warnings] };
}

/** Whether the candidates that patterns gave have a member among them, the source or a mirror. */
function hasMember(
  machine: Machine,
  source: readonly SourcePartition[],
  matched: ReturnType<typeof patternCandidates>,
  judging: Judging,
): boolean {
  if (matched.some((candidate) => isOwn(machine, source, candidate))) return true;
  const chosen = chooseMirrors(machine, source, matched, judging);
  return chosen.kind === 'mirrors' && chosen.present.size + chosen.missing.size > 0;
}
