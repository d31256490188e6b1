import { type BlockDevice, devicesOfPartuuid, type Partuuid } from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { Evidence } from '@twinroot/lib-firmware';
import type { Machine } from '@twinroot/lib-machine';
import { operandCandidates } from './candidates.ts';
import { whyCopies } from './copies.ts';
import { kindOf, notOfKind } from './mirror.ts';
import type { Operand } from './operand.ts';

/** What was booted, by an EFI variable. */
export interface NamedBoot {
  readonly kind: 'booted';
  readonly partuuid: Partuuid;
  readonly evidence: Evidence;
}

/** What the set is mirrored from: what was booted, or a member that was named in its place. */
export type Origin = NamedBoot | { readonly kind: 'named'; readonly operand: Operand };

/** The partition with which a set begins. */
export interface Source {
  readonly kind: 'source';
  readonly device: BlockDevice;
  /** The variable that named it; null when it was named on the command line. */
  readonly evidence: Evidence | null;
}

/** No device has the PARTUUID; one may still appear. */
export interface AbsentSource {
  readonly kind: 'absent';
  readonly reason: string;
}

/** The partition of an origin, or why it is not known. What was named must be an ESP or XBOOTLDR partition; what was booted may be odd. */
export function sourceOf(machine: Machine, origin: Origin): Source | AbsentSource | Refusal {
  return origin.kind === 'booted' ? bootedSource(machine, origin) : namedSource(machine, origin.operand);
}

function bootedSource(
  { devices }: Machine,
  { partuuid, evidence }: NamedBoot,
): Source | AbsentSource | Refusal {
  const found = devicesOfPartuuid(devices, partuuid);
  const [device] = found;
  const what = `${evidence} names the PARTUUID ${partuuid}`;
  if (!device) return { kind: 'absent', reason: `${what}, but no device has it` };
  if (found.length === 1) return { kind: 'source', device, evidence };
  return refused(`${what}, so it is not known which was booted: ${whyCopies(devices, partuuid, found)}`);
}

function namedSource(machine: Machine, operand: Operand): Source | AbsentSource | Refusal {
  const no = (why: string) => refused(`${operand.given} cannot be the source: ${why}`);
  const [candidate] = operandCandidates(machine, [operand]);
  const is = candidate?.is ?? refused('it names nothing');
  if (is.kind === 'refused') return no(is.reason);
  if (is.kind === 'missing')
    return { kind: 'absent', reason: `${operand.given} cannot be the source: no device has this PARTUUID` };
  const { device } = is;
  if (!device.partuuid) return no(`${device.path} has no PARTUUID`);
  const found = devicesOfPartuuid(machine.devices, device.partuuid);
  if (found.length > 1) return no(whyCopies(machine.devices, device.partuuid, found));
  if (!kindOf(device)) return no(notOfKind(device));
  return { kind: 'source', device, evidence: null };
}
