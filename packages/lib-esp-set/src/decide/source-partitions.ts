import type { BlockDevice } from '@twinroot/lib-blockdev';
import { isFat } from '@twinroot/lib-fat';
import { filesystemOf, type Machine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { kindOf, notOfKind } from './mirror.ts';
import type { Source } from './source.ts';

/** A partition that took part in this boot, or in that of the source that was named in its place. */
export interface SourcePartition extends Pick<EspMember, 'evidence' | 'member_by'> {
  readonly kind: 'esp' | 'xbootldr';
  readonly device: BlockDevice;
}

/** The source and the XBOOTLDR partition on its disk; or, when that is the source, the ESP there. */
export function sourcePartitions(
  { devices }: Pick<Machine, 'devices'>,
  { device, evidence }: Source,
): readonly SourcePartition[] {
  const kind = kindOf(device) ?? 'esp';
  // Only what no variable named was named on the command line.
  const member_by = evidence === null ? 'operand' : null;
  const named: SourcePartition = { kind, device, evidence, member_by };
  const other = kind === 'esp' ? 'xbootldr' : 'esp';
  const beside = devices.find(
    (one) => one.type === 'part' && one.disk === device.disk && kindOf(one) === other,
  );
  if (!beside) return [named];
  const second: SourcePartition = { kind: other, device: beside, evidence: null, member_by };
  return kind === 'esp' ? [named, second] : [second, named];
}

/** Where the registry of a source is looked for: on the ESP, and then on an XBOOTLDR partition that is the source itself. */
export function registryPlaces(
  machine: Pick<Machine, 'devices'>,
  source: Source,
): readonly SourcePartition[] {
  return sourcePartitions(machine, source).filter(
    ({ kind, device }) => kind === 'esp' || device === source.device,
  );
}

/** What is unusual about the source. */
export function sourceWarnings(machine: Machine, source: Source): readonly string[] {
  const warnings: string[] = [];
  const { device } = source;
  const kind = kindOf(device);
  if (kind === null && device.pttype === 'gpt') {
    const type = device.parttype ?? 'missing';
    warnings.push(`the booted ${device.path} is not an ESP: its partition type is ${type}, ignoring`);
  }
  if (kind === null && device.pttype === 'dos') warnings.push(`the booted ${notOfKind(device)}, ignoring`);
  for (const { device: one, kind: its } of sourcePartitions(machine, source)) {
    const filesystem = filesystemOf(machine, one);
    if (filesystem !== one) {
      const parts = filesystem.parents.join(', ');
      warnings.push(`${one.path} is part of the array ${filesystem.path} (${parts}), which mirrors itself`);
    } else if (its === 'xbootldr' && !isFat(one)) {
      const found = one.fstype ?? 'no file system';
      warnings.push(`the XBOOTLDR partition ${one.path} holds ${found}, not FAT: it is not mirrored`);
    }
  }
  const other = kind === 'xbootldr' ? 'esp' : 'xbootldr';
  const beside = machine.devices.filter((one) => one.disk === device.disk && kindOf(one) === other);
  if (beside.length > 1) {
    const paths = beside.map(({ path }) => path).join(', ');
    warnings.push(`${device.disk} has several ${other} partitions (${paths}), ignoring all but the first`);
  }
  return warnings;
}
