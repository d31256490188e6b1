import { BlockdevError } from './blockdev-error.ts';

/** The columns that decodeLsblkNames reads. */
export const lsblkNameColumns = 'PATH,MODEL,SERIAL' as const;

/** What a disk is called; null: it does not tell. */
export interface DiskNames {
  readonly model: string | null;
  readonly serial: string | null;
}

/**
 * Models and serial numbers of disks by lsblk's JSON, by device nodes; of partitions they are not known.
 *
 * @throws {BlockdevError} MALFORMED when a column is no text
 */
export function decodeLsblkNames(json: unknown): ReadonlyMap<string, DiskNames> {
  const found = new Map<string, DiskNames>();
  const collect = (nodes: unknown): void => {
    for (const node of Array.isArray(nodes) ? nodes : []) {
      if (!isObject(node)) continue;
      const { path, model, serial, children } = node;
      if (typeof path === 'string') found.set(path, { model: nameOf(model), serial: nameOf(serial) });
      collect(children);
    }
  };
  collect(isObject(json) ? json['blockdevices'] : undefined);
  return found;
}

function nameOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string')
    throw new BlockdevError('lsblk: the model or serial number of a disk is not a string');
  return value.trim() === '' ? null : value.trim();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
