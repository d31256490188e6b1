import { type BlockDevice, devicesOfPartuuid, type Partuuid, xbootldrType } from '@twinroot/lib-blockdev';
import type { EspMember } from '@twinroot/lib-record';
import { type Candidate, operandCandidates, patternCandidates } from './candidates.ts';
import type { Evidence } from './evidence.ts';
import { filesystemOf, type Machine, mountpointsOf } from './machine.ts';
import { kindOf, whyNoMirror } from './mirror.ts';
import type { Operand } from './operand.ts';

/** What the set is chosen by. */
export interface Question {
  readonly booted: { readonly partuuid: Partuuid; readonly evidence: Evidence };
  readonly isWanted: (mountpoint: string) => boolean;
  readonly operands: readonly Operand[];
}

/** The set, or why there is none. */
export type Choice =
  | { readonly kind: 'set'; readonly members: readonly EspMember[]; readonly warnings: readonly string[] }
  /** No device has the PARTUUID that was booted; one may still appear. */
  | { readonly kind: 'absent'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

type BootedPartition = {
  readonly kind: 'esp' | 'xbootldr';
  readonly device: BlockDevice;
  readonly evidence: Evidence | null;
};
type Mirror = { readonly by: Candidate['by']; readonly device: BlockDevice };

/** The booted ESP and its mirrors; the free space of the members is left open. */
export function chooseSet(machine: Machine, question: Question): Choice {
  const { partuuid, evidence } = question.booted;
  const [named, ...copies] = devicesOfPartuuid(machine.devices, partuuid);
  const what = `${evidence} names the PARTUUID ${partuuid}`;
  if (!named) return { kind: 'absent', why: `${what}, and no device has it` };
  if (copies.length > 0) {
    const paths = [named, ...copies].map(({ path }) => path).join(' and ');
    const why =
      'nothing tells which of them was booted; where one disk is a copy of the other, give it ids of its own (sgdisk -G)';
    return { kind: 'refused', why: `${what}, and ${paths} have it: ${why}` };
  }
  const warnings: string[] = [];
  const booted = bootedPartitions(
    machine,
    { kind: kindOf(named) ?? 'esp', device: named, evidence },
    warnings,
  );
  const isBooted = (device: BlockDevice) =>
    booted.some(
      (one) => device.path === one.device.path || device.path === filesystemOf(machine, one.device).path,
    );
  const mirrors = new Map<string, Mirror>();
  const missing = new Map<Partuuid, Candidate['by']>();
  const candidates = [
    ...patternCandidates(machine, question.isWanted),
    ...operandCandidates(machine, question.operands),
  ];
  for (const { by, name, is } of candidates) {
    if (is.kind === 'device' && isBooted(is.device)) continue;
    if (is.kind === 'missing') {
      if (!missing.has(is.partuuid)) missing.set(is.partuuid, by);
      continue;
    }
    const why = is.kind === 'nothing' ? is.why : whyNoMirror(machine.devices, booted, is.device);
    if (why !== null && by === 'operand') return { kind: 'refused', why: `${name} can be no mirror: ${why}` };
    if (why !== null) warnings.push(`${name} is no mirror: ${why}, ignoring`);
    else if (is.kind === 'device' && !mirrors.has(is.device.path))
      mirrors.set(is.device.path, { by, device: is.device });
  }
  if (booted.some(({ kind }) => kind === 'xbootldr')) addCounterparts(machine, booted, mirrors, warnings);
  const present = machine.devices.flatMap((device) => mirrors.get(device.path) ?? []);
  return {
    kind: 'set',
    members: [
      ...booted.map((one) =>
        presentMember(machine, question, one.device, {
          role: 'booted',
          kind: one.kind,
          evidence: one.evidence,
          member_by: null,
        }),
      ),
      ...present.map(({ by, device }) =>
        presentMember(machine, question, device, {
          role: 'mirror',
          kind: kindOf(device) ?? 'esp',
          evidence: null,
          member_by: by,
        }),
      ),
      ...[...missing].map(([id, by]) => missingMember(id, by)),
    ],
    warnings,
  };
}

/** The partition that was named, and the XBOOTLDR partition on its disk; or, when that was named, the ESP there. */
function bootedPartitions(
  machine: Machine,
  named: BootedPartition,
  warnings: string[],
): readonly BootedPartition[] {
  const { device, kind } = named;
  if (kindOf(device) === null && device.pttype === 'gpt') {
    warnings.push(`the booted ${device.path} has the partition type ${device.parttype}, not that of an ESP`);
  }
  const filesystem = filesystemOf(machine, device);
  if (filesystem !== device) {
    warnings.push(
      `the booted ${device.path} is a part of the array ${filesystem.path} (${filesystem.parents.join(', ')}), which mirrors itself`,
    );
  }
  const other = kind === 'esp' ? 'xbootldr' : 'esp';
  const beside = machine.devices.filter(
    (one) => one.disk === device.disk && one.type === 'part' && kindOf(one) === other,
  );
  const [counterpart] = beside;
  if (!counterpart) return [named];
  if (beside.length > 1) {
    warnings.push(
      `${device.disk} has several ${other} partitions: ${beside.map(({ path }) => path).join(', ')}; the first counts`,
    );
  }
  const second: BootedPartition = { kind: other, device: counterpart, evidence: null };
  return kind === 'esp' ? [named, second] : [second, named];
}

/** The XBOOTLDR partition on the disk of a mirror goes with it, mounted or not. */
function addCounterparts(
  machine: Machine,
  booted: readonly BootedPartition[],
  mirrors: Map<string, Mirror>,
  warnings: string[],
): void {
  for (const { by, device } of [...mirrors.values()].filter((mirror) => kindOf(mirror.device) === 'esp')) {
    const beside = machine.devices.filter((one) => one.parttype === xbootldrType && one.disk === device.disk);
    if (beside.some((one) => mirrors.has(one.path))) continue;
    const fit = beside.filter((one) => whyNoMirror(machine.devices, booted, one) === null);
    const [only] = fit;
    if (fit.length > 1) {
      warnings.push(
        `${device.disk} has several XBOOTLDR partitions: ${fit.map(({ path }) => path).join(', ')}, ignoring; name the one that is meant`,
      );
    } else if (only) mirrors.set(only.path, { by, device: only });
  }
}

type Part = Pick<EspMember, 'role' | 'kind' | 'evidence' | 'member_by'>;

function presentMember(machine: Machine, { isWanted }: Question, device: BlockDevice, part: Part): EspMember {
  const filesystem = filesystemOf(machine, device);
  const mountpoints = mountpointsOf(machine, filesystem);
  return {
    role: part.role,
    kind: part.kind,
    state: mountpoints.length > 0 ? 'mounted' : 'unmounted',
    partuuid: device.partuuid ?? '',
    path: device.path,
    uuid: filesystem.uuid,
    mountpoint: mountpoints.find(isWanted) ?? mountpoints[0] ?? null,
    mountpoints,
    label: filesystem.label,
    disk: device.disk,
    size: device.size,
    free: null,
    evidence: part.evidence,
    member_by: part.member_by,
  };
}

/** A member whose device is gone is taken for an ESP: its type went with it. */
function missingMember(partuuid: Partuuid, by: Candidate['by']): EspMember {
  return {
    role: 'mirror',
    kind: 'esp',
    state: 'missing',
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
    member_by: by,
  };
}
