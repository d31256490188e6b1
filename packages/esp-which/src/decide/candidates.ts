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
import { deviceMountedAt, mountedAt } from './mounted-devices.ts';
import type { Operand } from './operand.ts';

/** Something that may be a member of the set. */
export interface Candidate {
  readonly by: 'pattern' | 'operand';
  /** As messages name it. */
  readonly name: string;
  readonly is:
    | { readonly kind: 'device'; readonly device: BlockDevice }
    /** A PARTUUID that no device has. */
    | { readonly kind: 'missing'; readonly partuuid: Partuuid }
    /** It does not name a partition. */
    | Refusal;
}

/** File system types in fstab that can be FAT. */
const fatTypes: readonly string[] = ['vfat', 'msdos', 'auto', ''];

/** What is mounted at such paths, and what fstab would mount there: a mirror whose mount failed at boot is still one. */
export function patternCandidates(
  machine: Machine,
  isWanted: (path: string) => boolean,
): readonly Candidate[] {
  const mounted = mountedAt(machine, isWanted).map(
    ({ device, mountpoint }): Candidate => ({
      by: 'pattern',
      name: mountpoint,
      is: { kind: 'device', device },
    }),
  );
  const listed = machine.fstab
    .filter(({ mountpoint, fstype }) => isWanted(mountpoint) && fatTypes.includes(fstype))
    .flatMap((entry) => fromFstab(machine, entry));
  return [...mounted, ...listed];
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

function fromFstab(machine: Machine, { source, mountpoint }: FstabEntry): readonly Candidate[] {
  const candidate = (is: Candidate['is']): readonly Candidate[] => [
    { by: 'pattern', name: `${mountpoint} in fstab`, is },
  ];
  const [, tag = '', value = source] = /^([A-Z]+)=(.*)$/.exec(source) ?? [];
  if (tag === 'PARTUUID') {
    const partuuid = parsePartuuid(value);
    return candidate(partuuid ? ofPartuuid(machine, partuuid) : refused(`${source} is not a PARTUUID`));
  }
  if (tag === '' && !source.startsWith('/dev/')) return []; // a bind of a directory, a network file system
  const found = machine.devices.filter((device) => idOf(device, tag) === value);
  const [device] = found;
  if (found.length > 1) {
    return candidate(refused(`${source} is ${found.map(({ path }) => path).join(' and ')}`));
  }
  if (device) return candidate({ kind: 'device', device });
  return candidate(refused(`${source} does not exist; only PARTUUID=… can name a missing partition`));
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

function ofPartuuid({ devices }: Machine, partuuid: Partuuid): Candidate['is'] {
  const [device] = devicesOfPartuuid(devices, partuuid);
  return device ? { kind: 'device', device } : { kind: 'missing', partuuid };
}
