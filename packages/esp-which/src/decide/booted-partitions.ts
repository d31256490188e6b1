import type { BlockDevice } from '@twinroot/lib-blockdev';
import type { Machine } from '@twinroot/lib-machine';
import type { Evidence } from './evidence.ts';
import { kindOf } from './mirror.ts';
import { filesystemOf } from './mounted-devices.ts';

/** A partition that took part in this boot. */
export interface BootedPartition {
  readonly kind: 'esp' | 'xbootldr';
  readonly device: BlockDevice;
  /** The variable that named it; null for the one that follows from the other. */
  readonly evidence: Evidence | null;
}

/** The partition that was named, and the XBOOTLDR partition on its disk; or, when that was named, the ESP there. */
export function bootedPartitions(
  { devices }: Machine,
  device: BlockDevice,
  evidence: Evidence,
): readonly BootedPartition[] {
  const kind = kindOf(device) ?? 'esp';
  const named: BootedPartition = { kind, device, evidence };
  const other = kind === 'esp' ? 'xbootldr' : 'esp';
  const beside = devices.find(
    (one) => one.type === 'part' && one.disk === device.disk && kindOf(one) === other,
  );
  if (!beside) return [named];
  const second: BootedPartition = { kind: other, device: beside, evidence: null };
  return kind === 'esp' ? [named, second] : [second, named];
}

/** What is unusual about the partition that was booted. */
export function bootedWarnings(machine: Machine, device: BlockDevice): readonly string[] {
  const warnings: string[] = [];
  const kind = kindOf(device);
  if (kind === null && device.pttype === 'gpt') {
    const type = device.parttype ?? 'missing';
    warnings.push(`the booted ${device.path} is not an ESP: its partition type is ${type}, ignoring`);
  }
  const filesystem = filesystemOf(machine, device);
  if (filesystem !== device) {
    const parts = filesystem.parents.join(', ');
    warnings.push(
      `the booted ${device.path} is part of the array ${filesystem.path} (${parts}), which mirrors itself`,
    );
  }
  const other = kind === 'xbootldr' ? 'esp' : 'xbootldr';
  const beside = machine.devices.filter((one) => one.disk === device.disk && kindOf(one) === other);
  if (beside.length > 1) {
    const paths = beside.map(({ path }) => path).join(', ');
    warnings.push(`${device.disk} has several ${other} partitions (${paths}), ignoring all but the first`);
  }
  return warnings;
}
