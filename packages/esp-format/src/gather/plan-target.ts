import { randomUUID } from 'node:crypto';
import { type BlockDevice, deviceOfPath } from '@twinroot/lib-blockdev';
import { failed } from '@twinroot/lib-command';
import type { Machine } from '@twinroot/lib-machine';
import { newTable, type Row, type Table } from '../decide/partition-table.ts';
import {
  type Content,
  kindText,
  type Part,
  planDisk,
  planPartition,
  type Wanted,
} from '../decide/plan-disk.ts';
import { typeOf } from '../decide/sfdisk-script.ts';
import { formOf } from '../decide/signatures.ts';
import { kindOfType } from '../decide/why-not.ts';
import type { Target } from './find-target.ts';
import { isZeroAtEnds, readContent, readSignatures, readTable } from './probe.ts';

/** What is to be done with a target. */
export interface PlannedTarget {
  readonly target: Target & { readonly diskDevice: BlockDevice | null };
  /** The table that its disk has; null for none. */
  readonly table: Table | null;
  readonly parts: readonly Part[];
  /** What is destroyed, in words; with `--force` only. */
  readonly loses: readonly string[];
}

/**
 * Looks at a target, and plans.
 *
 * @throws {CommandError} status 1 for what is refused
 */
export async function planTarget(
  machine: Machine,
  target: Target,
  wanted: readonly Wanted[],
  force: boolean,
): Promise<PlannedTarget> {
  const form = formOf(await readSignatures(target.disk));
  if (form.kind === 'other') throw refusal(target, form.why);
  const diskDevice = deviceOfPath(machine.devices, target.disk);
  const found = { target: { ...target, diskDevice } };
  if (target.kind === 'partition') return { ...found, ...(await planOne(target, wanted, force)) };
  const { disk, size, sectorSize } = target;
  const loses: string[] = [];
  if (form.kind === 'blank' && !isZeroAtEnds(disk, size)) {
    const what = 'data of a kind that is not known';
    if (!force) throw refusal(target, `it has no partition table, but holds ${what}; --force destroys that`);
    loses.push(what);
  }
  const table = form.kind === 'gpt' ? await readTable(disk, sectorSize) : null;
  const contents = await contentsOf(disk, table?.rows ?? [], wanted);
  const ids = wanted.map(() => randomUUID());
  const plan = planDisk(wanted, table ?? newTable(size, sectorSize), sectorSize, contents, ids);
  if (plan.kind === 'refused') throw refusal(target, plan.reason);
  const parts: Part[] = [];
  for (const part of plan.parts) {
    const content =
      part.action === 'make' ? await readContent({ path: disk, start: part.start, size: part.size }) : null;
    const what = content === null || content.kind === 'blank' ? null : whatIs(content);
    if (what !== null && !force)
      throw refusal(
        target,
        `the free space at ${part.start} holds ${what}, of a partition that was deleted; --force destroys that`,
      );
    parts.push({ ...part, loses: what });
    if (what !== null) loses.push(what);
  }
  return { ...found, table, parts, loses };
}

async function planOne(target: Target, wanted: readonly Wanted[], force: boolean) {
  const { disk, sectorSize, start, device } = target;
  const table = await readTable(disk, sectorSize);
  const row = table.rows.find((one) => one.start === start);
  if (!row || !device)
    throw refusal(target, 'the kernel has another partition there than the table of the disk');
  const kind = kindOfType(row.type, typeOf);
  const one = wanted.find((each) => each.kind === kind);
  if (kind === null)
    throw refusal(
      target,
      `its partition type is ${row.type}: set it first, with sfdisk --part-type ${disk} ${row.number} uefi`,
    );
  if (!one) throw refusal(target, `it is ${kindText(kind)}, and none was booted`);
  const content = await readContent({ path: device.path, start: 0, size: null });
  const plan = planPartition(one, row, sectorSize, content, force);
  if (plan.kind === 'refused') throw refusal(target, plan.reason);
  return { table, parts: plan.parts, loses: plan.parts.flatMap(({ loses }) => loses ?? []) };
}

/** What is in the partitions that could be used. */
async function contentsOf(
  path: string,
  rows: readonly Row[],
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, Content>> {
  const contents = new Map<string, Content>();
  for (const { uuid, type, start, size } of rows)
    if (wanted.some(({ kind }) => typeOf[kind] === type))
      contents.set(uuid, await readContent({ path, start, size }));
  return contents;
}

function whatIs(content: Content): string {
  return content.kind === 'used' ? content.what : 'an empty FAT32 volume';
}

function refusal({ name }: Target, why: string): Error {
  return failed(`cannot use ${name}: ${why}`);
}
