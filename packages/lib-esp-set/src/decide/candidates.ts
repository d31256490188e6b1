import {
  type BlockDevice,
  deviceOfPath,
  devicesOfPartuuid,
  type Partuuid,
  parsePartuuid,
} from '@twinroot/lib-blockdev';
import { type Refusal, refused } from '@twinroot/lib-failure';
import type { FstabEntry } from '@twinroot/lib-fstab';
import type { Machine } from '@twinroot/lib-machine';
import type { RegistryMember } from '@twinroot/lib-registry';
import { linesAt, usualPlaces } from './fstab-lines.ts';
import { fstabTag } from './fstab-tag.ts';
import { kindOf } from './mirror.ts';
import { deviceMountedAt, type Mounted, mountedAt } from './mounted-devices.ts';
import type { Operand } from './operand.ts';

/** Something that may be a member of the set. */
export interface Candidate {
  readonly by: 'registry' | 'pattern' | 'operand';
  /** As messages name it. */
  readonly name: string;
  readonly is:
    | { readonly kind: 'device'; readonly device: BlockDevice }
    /** A PARTUUID that no device has. Its type went with it: what the registry says it was, else an ESP. */
    | { readonly kind: 'missing'; readonly partuuid: Partuuid; readonly was: 'esp' | 'xbootldr' }
    /** It does not name a partition. */
    | Refusal;
}

/** What the registry of the source names. One of a kind that is not mirrored from there is passed over when it is missing. */
export function registryCandidates(
  machine: Machine,
  members: readonly RegistryMember[],
  isMirrored: (kind: 'esp' | 'xbootldr') => boolean,
): readonly Candidate[] {
  return members.flatMap(({ kind, partuuid }): readonly Candidate[] => {
    const is = ofPartuuid(machine, partuuid, kind);
    if (is.kind === 'missing' && !isMirrored(kind)) return [];
    return [{ by: 'registry', name: `PARTUUID=${partuuid} in the registry`, is }];
  });
}

/** What is mounted at such paths, and what fstab would mount there: a mirror whose mount failed at boot is still one. */
export function patternCandidates(
  machine: Machine,
  isWanted: (path: string) => boolean,
): readonly Candidate[] {
  const mounted = mountedAt(machine, isWanted);
  const listed = linesAt(machine.fstab, isWanted)
    .flatMap((entry) => placeInFstab(machine, entry))
    .filter(({ place, is }) => !mounted.some((there) => there.mountpoint === place && isSaid(is, there)));
  return [
    ...mounted.map(
      ({ device, mountpoint }): Candidate => ({
        by: 'pattern',
        name: mountpoint,
        is: { kind: 'device', device },
      }),
    ),
    ...listed.map(({ place, is }): Candidate => ({ by: 'pattern', name: `${place} in fstab`, is })),
  ];
}

/** Whether what fstab has for a mount point adds nothing to what is mounted there: the same, or a name that leads nowhere. */
function isSaid(is: Candidate['is'], { device }: Mounted): boolean {
  return is.kind === 'refused' || (is.kind === 'device' && is.device.path === device.path);
}

/**
 * What is, or would be, where machines have their only ESP: of two disks, the first is often left there (/boot/efi and /boot/efi2).
 * What is neither an ESP nor an XBOOTLDR partition there is somebody else's, and nothing is said of it.
 */
export function usualCandidates(machine: Machine, isWanted: (path: string) => boolean): readonly Candidate[] {
  return patternCandidates(machine, (path) => usualPlaces.includes(path) && !isWanted(path)).filter(
    ({ is }) => is.kind !== 'device' || kindOf(is.device) !== null,
  );
}

/** The members that were named on the command line. */
export function operandCandidates(machine: Machine, operands: readonly Operand[]): readonly Candidate[] {
  return operands.map((operand) => ({
    by: 'operand',
    name: operand.given,
    is: fromOperand(machine, operand),
  }));
}

function fromOperand(machine: Machine, operand: Operand): Candidate['is'] {
  if (operand.kind === 'partuuid') return ofPartuuid(machine, operand.partuuid);
  if (operand.kind === 'device') {
    const device = deviceOfPath(machine.devices, operand.path);
    return device ? { kind: 'device', device } : refused('there is no such block device');
  }
  return deviceMountedAt(machine, operand.path);
}

/** What a line of fstab names, and where; nothing for what is no device: a bind of a directory, a network file system. */
export function placeInFstab(
  machine: Machine,
  { source, mountpoint: place }: FstabEntry,
): readonly { readonly place: string; readonly is: Candidate['is'] }[] {
  const { tag, value } = fstabTag(source);
  if (tag === 'PARTUUID') {
    const partuuid = parsePartuuid(value);
    return [{ place, is: partuuid ? ofPartuuid(machine, partuuid) : refused(`${source} is not a PARTUUID`) }];
  }
  if (tag === '' && !source.startsWith('/dev/')) return [];
  const node = machine.sources.get(value) ?? value;
  const found = machine.devices.filter((device) => idOf(device, tag) === node);
  const [device] = found;
  if (found.length > 1)
    return [{ place, is: refused(`${source} is ${found.map(({ path }) => path).join(' and ')}`) }];
  if (device) return [{ place, is: { kind: 'device', device } }];
  return [{ place, is: refused(`${source} does not exist; only PARTUUID=… can name a missing partition`) }];
}

/** What a tag of fstab(5) is compared with. */
function idOf(device: BlockDevice, tag: string): string | null {
  switch (tag) {
    case 'UUID':
      return device.uuid;
    case 'LABEL':
      return device.label;
    case 'PARTLABEL':
      return device.partlabel;
    default:
      return tag === '' ? device.path : null;
  }
}

function ofPartuuid(
  { devices }: Machine,
  partuuid: Partuuid,
  was: 'esp' | 'xbootldr' = 'esp',
): Candidate['is'] {
  const [device] = devicesOfPartuuid(devices, partuuid);
  return device ? { kind: 'device', device } : { kind: 'missing', partuuid, was };
}
