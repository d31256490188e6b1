import { failed } from '@twinroot/lib-command';
import { runTool } from '@twinroot/lib-tool';
import { changedRow, type Table } from '../decide/partition-table.ts';
import type { Part } from '../decide/plan-disk.ts';
import { sfdiskScript } from '../decide/sfdisk-script.ts';
import { readTable } from '../gather/probe.ts';

/** sfdisk reads no partitions anew, which we let the kernel do one by one, and takes no signature away. */
const quiet = ['--quiet', '--no-reread', '--no-tell-kernel', '--wipe', 'never', '--wipe-partitions', 'never'];

/**
 * Adds partitions to the table of a disk, or makes one, in a single run of sfdisk(8), and reads back that no other row has changed.
 *
 * @param before the table as it was planned with; null for a disk that has none
 * @returns the table as it is now
 * @throws {ToolError} when sfdisk fails
 * @throws {CommandError} when the table has changed since it was planned with, or is not what was asked for
 */
export async function makePartitions(
  disk: string,
  sectorSize: number,
  before: Table | null,
  parts: readonly Part[],
): Promise<Table> {
  const made = parts.filter(({ action }) => action === 'make');
  if (made.length > 0) {
    const append = before === null ? [] : ['--append'];
    const input = sfdiskScript(made, sectorSize, before === null);
    await runTool('sfdisk', [...quiet, ...append, disk], { input });
  }
  const table = await readTable(disk, sectorSize);
  const changed = changedRow(before?.rows ?? [], table.rows, new Set(made.map(({ uuid }) => uuid)));
  if (changed !== null || (before !== null && before.id !== table.id))
    throw failed(
      `the partition table of ${disk} is not what was expected: ${changed ?? 'it has another id'}`,
    );
  for (const { uuid, start, size } of parts) {
    const row = table.rows.find((one) => one.uuid === uuid);
    if (row?.start !== start || row.size !== size)
      throw failed(`sfdisk did not make the partition ${uuid} of ${disk} as it was asked to`);
  }
  return table;
}
