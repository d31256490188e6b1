import { closeSync, openSync } from 'node:fs';
import { failed } from '@twinroot/lib-command';
import type { EspMember } from '@twinroot/lib-record';
import { runTool } from '@twinroot/lib-tool';
import type { Row } from '../decide/partition-table.ts';
import type { Part } from '../decide/plan-disk.ts';
import { sysfsOf } from '../gather/find-target.ts';
import { holdDevice, lockDisk } from '../gather/hold.ts';
import type { PlannedTarget } from '../gather/plan-target.ts';
import { readBlkid } from '../gather/probe.ts';
import { clearSpace } from './clear-space.ts';
import { makePartitions } from './make-partitions.ts';
import { partitionNode } from './partition-node.ts';
import { settle } from './settle.ts';
import { writeFat } from './write-fat.ts';

/** Says what is being done. */
type Say = (text: string) => void;

/**
 * Carries out the plan for a target and gives its new members. The target is ours alone until then: nobody can mount it meanwhile.
 *
 * @param path the node that is held: the disk, or the partition that was named
 * @param plan plans once more, now that nobody else can write
 * @throws {CommandError | ToolError}
 */
export async function carryOut(
  { path, disk }: { readonly path: string; readonly disk: string },
  plan: () => Promise<PlannedTarget>,
  say: Say,
): Promise<readonly EspMember[]> {
  const hold = holdDevice(path);
  const whole = openSync(disk, 'r');
  let members: readonly EspMember[] = [];
  try {
    // udev locks the disk, whatever partition it looks at.
    await lockDisk(whole, disk);
    members = await withHold(await plan(), say);
  } finally {
    closeSync(whole);
    hold.close();
  }
  await settle(members);
  return members;
}

async function withHold({ target, table, parts }: PlannedTarget, say: Say): Promise<readonly EspMember[]> {
  const { disk, sectorSize, diskDevice } = target;
  if (!diskDevice) throw failed(`${target.name} is on no disk that is known`);
  for (const part of parts) if (part.action === 'make' && part.loses !== null) await clearSpace(disk, part);
  const { rows } = await makePartitions(disk, sectorSize, table, parts);
  const members: EspMember[] = [];
  for (const part of parts) {
    const row = rows.find(({ uuid }) => uuid === part.uuid);
    if (!row) throw failed(`partition ${part.uuid} of ${disk} is gone`);
    const node = await partitionNode(disk, sysfsOf(diskDevice), row);
    await format(part, row, node, sectorSize, say);
    members.push(await memberOf(part, row, node, disk));
  }
  return members;
}

async function format(part: Part, row: Row, node: string, sectorSize: number, say: Say): Promise<void> {
  if (part.action === 'keep') return say(`${node} is an empty FAT32 volume already`);
  say(`formatting ${node}`);
  // --force: it is open, by us.
  if (part.action === 'format' && part.loses !== null)
    await runTool('wipefs', ['--all', '--force', '--quiet', node]);
  await writeFat({ node, size: row.size, sectorSize, start: row.start, label: part.label });
}

async function memberOf({ kind }: Part, row: Row, path: string, disk: string): Promise<EspMember> {
  const found = await readBlkid({ path, start: 0, size: null });
  if (found === 'several' || found.get('TYPE') !== 'vfat' || found.get('VERSION') !== 'FAT32')
    throw failed(`${path} does not hold FAT32 after it was formatted`);
  return {
    role: 'mirror',
    kind,
    state: 'unmounted',
    partuuid: row.uuid,
    path,
    uuid: found.get('UUID') ?? null,
    mountpoint: null,
    mountpoints: [],
    label: found.get('LABEL') ?? null,
    disk,
    size: row.size,
    free: null,
    evidence: null,
    member_by: 'operand',
  };
}
