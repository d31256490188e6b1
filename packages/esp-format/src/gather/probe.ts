import { closeSync, openSync, readSync } from 'node:fs';
import { failed } from '@twinroot/lib-command';
import { runTool, ToolError } from '@twinroot/lib-tool';
import { fat32Of, isEmptyRoot } from '../decide/fat32.ts';
import { type Table, tableOf } from '../decide/partition-table.ts';
import type { Content } from '../decide/plan-disk.ts';
import { exportedValues, type Signature, signaturesOf } from '../decide/signatures.ts';

/** A part of a device, in bytes; a size of null: up to its end. */
export interface Extent {
  readonly path: string;
  readonly start: number;
  readonly size: number | null;
}

/** All signatures of a device, by wipefs(8), which writes nothing. */
export async function readSignatures(path: string): Promise<readonly Signature[]> {
  const found = signaturesOf(await runTool('wipefs', ['--no-act', '--json', path]));
  if (found === null) throw failed(`the output of wipefs for ${path} is not what was expected`);
  return found;
}

/** The GPT of a disk, by sfdisk(8). */
export async function readTable(path: string, sectorSize: number): Promise<Table> {
  const text = await runTool('sfdisk', ['--json', path]);
  const table = tableOf(jsonOf(text), sectorSize);
  if (table === null) throw failed(`the partition table of ${path} is not a GPT that sfdisk can describe`);
  return table;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failed('the output of sfdisk is not JSON', { cause });
  }
}

/**
 * What blkid(8) finds in a part of a device, by reading it; `several` for signatures that contradict each other.
 *
 * @throws {ToolError} for other failures than that nothing is found (2) and that too much is (8)
 */
export async function readBlkid({
  path,
  start,
  size,
}: Extent): Promise<ReadonlyMap<string, string> | 'several'> {
  const where = size === null ? [] : ['--offset', String(start), '--size', String(size)];
  try {
    return exportedValues(await runTool('blkid', ['--probe', '--output', 'export', ...where, path]));
  } catch (error) {
    if (error instanceof ToolError && error.code === 'EXIT' && error.status === 2) return new Map();
    if (error instanceof ToolError && error.code === 'EXIT' && error.status === 8) return 'several';
    throw error;
  }
}

/** What is in a part of a device. */
export async function readContent(extent: Extent): Promise<Content> {
  const found = await readBlkid(extent);
  if (found === 'several') return { kind: 'used', what: 'signatures of several things' };
  const type = found.get('TYPE') ?? found.get('PTTYPE');
  if (type === undefined) return { kind: 'blank' };
  if (type === 'vfat' && holdsEmptyFat32(extent)) return { kind: 'empty-fat32' };
  const label = found.get('LABEL');
  return { kind: 'used', what: label === undefined ? type : `${type} '${label}'` };
}

function holdsEmptyFat32({ path, start }: Extent): boolean {
  const fat = fat32Of(readBytes(path, start, 512));
  return fat !== null && isEmptyRoot(readBytes(path, start + fat.rootStart, fat.clusterSize));
}

/**
 * Bytes of a device; fewer at its end.
 *
 * @throws {NodeJS.ErrnoException} EIO, EACCES
 */
export function readBytes(path: string, start: number, size: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(size);
    return buffer.subarray(0, readSync(file, buffer, 0, size, start));
  } finally {
    closeSync(file);
  }
}

/** Whether the first and the last MiB of a disk are nothing but zeros. */
export function isZeroAtEnds(path: string, size: number): boolean {
  const mebibyte = 1024 * 1024;
  const ends = [readBytes(path, 0, mebibyte), readBytes(path, Math.max(0, size - mebibyte), mebibyte)];
  return ends.every((bytes) => bytes.every((byte) => byte === 0));
}
