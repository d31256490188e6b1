import type { FormatPlanRecord } from '../plan-table.ts';
import type { MemberThere } from './members-there.ts';
import type { Part } from './plan-disk.ts';
import { sfdiskScript } from './sfdisk-script.ts';

/** The plan for a target as records. */
export function planRecords(
  disk: string,
  sectorSize: number,
  isNew: boolean,
  parts: readonly Part[],
): readonly FormatPlanRecord[] {
  return parts.map((part) => {
    // Its PARTUUID is another one in each run.
    const script = () => sfdiskScript([{ ...part, uuid: null }], sectorSize, false).trimEnd();
    const { action, kind, start, size, name, label, loses } = part;
    return {
      operation: action,
      kind,
      disk,
      table: isNew ? 'new' : 'kept',
      start,
      size,
      partlabel: name,
      label: action === 'keep' ? null : label,
      loses,
      script: action === 'make' ? script() : null,
    };
  });
}

/**
 * A member that is there already, and stays as it is, as a record.
 *
 * @param start where it begins on its disk, in bytes
 */
export function keptRecord(disk: string, { kind, device }: MemberThere, start: number): FormatPlanRecord {
  return {
    operation: 'keep',
    kind,
    disk,
    table: 'kept',
    start,
    size: device.size ?? 0,
    partlabel: device.partlabel,
    label: null,
    loses: null,
    script: null,
  };
}
