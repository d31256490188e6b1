import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path/posix';
import { setTimeout } from 'node:timers/promises';
import { failed } from '@twinroot/lib-command';
import { runTool, ToolError } from '@twinroot/lib-tool';
import type { Row } from '../decide/partition-table.ts';
import { numberIn } from '../gather/find-target.ts';

/** How long a node may take to appear, in seconds: udev, or the kernel, makes it at once. */
const longest = 10;

/**
 * The node of a partition. A kernel that does not know it is told, by addpart(8): that leaves the other partitions alone, and works where
 * one of them is in use, and with a kernel that reads no GPT itself.
 *
 * @param sysfs directory of the disk in sysfs
 * @throws {CommandError} when the kernel has another partition of that number
 */
export async function partitionNode(
  disk: string,
  sysfs: string,
  { number, start, size }: Row,
): Promise<string> {
  const known = knownName(disk, sysfs, { number, start, size });
  if (known === null) {
    try {
      await runTool('addpart', [disk, String(number), String(start / 512), String(size / 512)]);
    } catch (error) {
      // udev may have been faster.
      if (!(error instanceof ToolError && error.code === 'EXIT')) throw error;
      if (knownName(disk, sysfs, { number, start, size }) === null) throw error;
    }
  }
  const name = known ?? knownName(disk, sysfs, { number, start, size });
  const node = `/dev/${name?.replaceAll('!', '/')}`;
  for (const until = process.uptime() + longest; name !== null && process.uptime() < until; ) {
    if (existsSync(node)) return node;
    await setTimeout(50);
  }
  throw failed(`partition ${number} of ${disk} has no device node`);
}

/** The name of a partition as the kernel has it; null where it has none of that number. */
function knownName(disk: string, sysfs: string, part: Pick<Row, 'number' | 'start' | 'size'>): string | null {
  for (const name of readdirSync(sysfs)) {
    const directory = join(sysfs, name);
    if (!existsSync(join(directory, 'partition')) || numberIn(join(directory, 'partition')) !== part.number)
      continue;
    const [start, size] = [numberIn(join(directory, 'start')) * 512, numberIn(join(directory, 'size')) * 512];
    if (start === part.start && size === part.size) return name;
    throw failed(
      `the kernel has another partition ${part.number} of ${disk} than its table: run partx --update ${disk}, and try again`,
    );
  }
  return null;
}
