import type { Refusal } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { operandCandidates, patternCandidates, usualCandidates } from './candidates.ts';
import { chooseMirrors, isOwn, type Judging } from './choose-mirrors.ts';
import { missingMember, presentMember } from './member.ts';
import { kindOf } from './mirror.ts';
import type { Question } from './question.ts';
import { type AbsentSource, type Origin, sourceOf } from './source.ts';
import { type SourcePartition, sourcePartitions, sourceWarnings } from './source-partitions.ts';

/** The set, or why there is none. */
export type Choice =
  | { readonly kind: 'set'; readonly members: readonly EspMember[]; readonly warnings: readonly string[] }
  | AbsentSource
  | Refusal;

/** What was booted, or named as the source, and its mirrors; the free space of the members is left open. */
export function chooseSet(
  machine: Machine,
  origin: Origin,
  { isWanted, operands, leave }: Pick<Question, 'isWanted' | 'operands' | 'leave'>,
  foreign: string | null,
): Choice {
  const source = sourceOf(machine, origin);
  if (source.kind !== 'source') return source;
  const partitions = sourcePartitions(machine, source);
  // Whoever names the source has decided what is mirrored, wherever this runs.
  const judging: Judging = { ...leave, foreign: origin.kind === 'named' ? null : foreign };
  const matched = patternCandidates(machine, isWanted);
  const usual = hasMember(machine, partitions, matched, judging) ? usualCandidates(machine, isWanted) : [];
  const candidates = [...matched, ...usual, ...operandCandidates(machine, operands)];
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
    ...[...chosen.missing].map(([partuuid, by]) => missingMember(partuuid, by)),
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
