import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Machine } from '@twinroot/lib-machine';
import { partitionOfMember } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { operandCandidates } from './candidates.ts';
import { chooseMirrors, isOwn } from './choose-mirrors.ts';
import { missingMember, presentMember } from './member.ts';
import { kindOf, type Leave } from './mirror.ts';
import type { Operand } from './operand.ts';
import type { SourcePartition } from './source-partitions.ts';

/** Mirrors that were named. */
export interface NamedMirrors {
  readonly kind: 'mirrors';
  /** With the XBOOTLDR partitions that go with them; those that no device has are missing. Their free space is left open. */
  readonly members: readonly EspMember[];
  readonly warnings: readonly string[];
}

/**
 * Judges whether partitions can be mirrors of what was booted.
 *
 * @param set of which the booted members count
 */
export function namedMirrors(
  machine: Machine,
  set: readonly EspMember[],
  operands: readonly Operand[],
  leave: Leave,
): NamedMirrors | Refusal {
  const source: SourcePartition[] = [];
  for (const member of set) {
    if (member.role !== 'booted') continue;
    const partition = partitionOfMember(member, machine.devices);
    if (partition.kind === 'refused') return partition;
    if (partition.kind === 'missing')
      return refused(`the booted partition ${member.partuuid} is missing: no device has this PARTUUID`);
    const { kind, evidence, member_by } = member;
    source.push({ kind, device: partition.device, evidence, member_by });
  }
  const candidates = operandCandidates(machine, operands);
  const own = candidates.find((candidate) => isOwn(machine, source, candidate));
  if (own !== undefined) return refused(`${own.name} is what was booted, and no mirror of it`);
  // Whoever brings a set has decided what is mirrored, wherever this runs.
  const chosen = chooseMirrors(machine, source, candidates, { ...leave, foreign: null, left: new Map() });
  if (chosen.kind === 'refused') return chosen;
  const isWanted = () => true;
  const members = machine.devices.flatMap((device) => {
    const [by, kind] = [chosen.present.get(device.path), kindOf(device)];
    if (!by || !kind) return [];
    return [
      presentMember(machine, device, { role: 'mirror', kind, evidence: null, member_by: by }, isWanted),
    ];
  });
  const missing = [...chosen.missing].map(([partuuid, found]) => missingMember(partuuid, found));
  return { kind: 'mirrors', members: [...members, ...missing], warnings: chosen.warnings };
}
