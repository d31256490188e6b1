import { BlockdevError } from './blockdev-error.ts';
import type { BlockDevice } from './device.ts';
import { type FsUuid, type Partuuid, parseFsUuid, parsePartuuid } from './ids.ts';

/** The columns that decodeLsblk reads. */
export const lsblkColumns =
  'NAME,PATH,MAJ:MIN,TYPE,PARTUUID,PARTTYPE,PARTLABEL,FSTYPE,UUID,LABEL,SIZE,RO,RM,PTTYPE,TRAN' as const;

/**
 * The devices in lsblk's JSON, parents first. A device that lies on several others (RAID, multipath) is listed below
 * each of them, and is given once.
 *
 * Since util-linux 2.33 sizes are numbers and flags are true and false; before, all were strings.
 *
 * @throws {BlockdevError} MALFORMED when this is no such JSON, or a column without which nothing can be said is not there.
 */
export function decodeLsblk(json: unknown): readonly BlockDevice[] {
  const top = asObject(json)?.['blockdevices'];
  if (!Array.isArray(top)) throw new BlockdevError('the output of lsblk has no list of devices');
  const found = new Map<string, BlockDevice>();
  for (const node of top) collect(node, undefined, found);
  return [...found.values()];
}

function collect(node: unknown, parent: BlockDevice | undefined, found: Map<string, BlockDevice>): void {
  const row = asObject(node);
  if (!row) throw new BlockdevError('the output of lsblk lists something that is not a device');
  const own = decodeDevice(row, parent);
  const before = found.get(own.path);
  const device = before
    ? {
        ...before,
        parents: union(before.parents, own.parents),
        disks: union(before.disks, own.disks),
        disk: agreed(before, own),
      }
    : own;
  found.set(device.path, device);
  const children = row['children'] ?? [];
  if (!Array.isArray(children))
    throw new BlockdevError(`lsblk: ${own.name}: children is not a list`, { device: own.name });
  for (const child of children) collect(child, device, found);
}

function decodeDevice(row: Row, parent: BlockDevice | undefined): BlockDevice {
  const name = required(row, 'name', '?');
  const path = required(row, 'path', name);
  const type = required(row, 'type', name);
  const optional = (key: string) => text(row, key, name);
  return {
    name,
    path,
    majmin: required(row, 'maj:min', name),
    type,
    partuuid: partuuid(optional('partuuid')),
    parttype: optional('parttype')?.toLowerCase() ?? null,
    partlabel: optional('partlabel'),
    fstype: optional('fstype'),
    uuid: fsUuid(optional('uuid')),
    label: optional('label'),
    size: size(row, name),
    ro: flag(row, 'ro', name),
    rm: flag(row, 'rm', name),
    pttype: optional('pttype'),
    tran: optional('tran'),
    parents: parent ? [parent.path] : [],
    disk: !parent ? path : type === 'part' ? parent.path : parent.disk,
    disks: parent?.disks ?? [path],
  };
}

type Row = Readonly<Record<string, unknown>>;

function asObject(value: unknown): Row | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : undefined;
}

function text(row: Row, key: string, device: string): string | null {
  const value = row[key] ?? null;
  if (value === null || value === '') return null;
  if (typeof value !== 'string')
    throw new BlockdevError(`lsblk: ${device}: ${key} is not a string`, { device });
  return value;
}

function required(row: Row, key: string, device: string): string {
  const value = text(row, key, device);
  if (value === null)
    throw new BlockdevError(`lsblk: ${device} has no ${key}: util-linux 2.33 or newer is needed`, { device });
  return value.trim(); // old versions pad MAJ:MIN
}

function size(row: Row, device: string): number | null {
  const value = row['size'] ?? null;
  if (value === null) return null;
  const bytes = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) {
    throw new BlockdevError(`lsblk: ${device}: the size is not a number of bytes`, { device });
  }
  return bytes;
}

function flag(row: Row, key: string, device: string): boolean {
  const value = row[key] ?? false;
  if (value === true || value === 1 || value === '1') return true;
  if (value === false || value === 0 || value === '0') return false;
  throw new BlockdevError(`lsblk: ${device}: ${key} is neither yes nor no`, { device });
}

/** What has no form that names a partition is as good as none. */
function partuuid(value: string | null): Partuuid | null {
  return value === null ? null : parsePartuuid(value);
}

function fsUuid(value: string | null): FsUuid | null {
  return value === null ? null : parseFsUuid(value);
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}

/** An array over partitions of several disks is on none of them alone. */
function agreed(one: BlockDevice, other: BlockDevice): string | null {
  return one.disk === other.disk ? one.disk : null;
}
