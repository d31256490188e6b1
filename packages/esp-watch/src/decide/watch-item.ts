import {
  type AnyRecord,
  espSetTable,
  type Group,
  type RecordTable,
  toEspMembers,
  toSyncItem,
} from '@twinroot/lib-record';

/** A directory that is watched, as the machine names it. */
export interface WatchedDirectory {
  readonly path: string;
  /** It counts only while something is mounted right there: the directory below an absent mount is another one. */
  readonly isMount: boolean;
}

/** What one group stands for: an ESP set, or a sync item. */
export interface WatchItem {
  /** A later group of the same key takes the directory of this one. */
  readonly key: string;
  readonly kind: 'esp-set' | 'sync-item';
  readonly directories: readonly WatchedDirectory[];
  /** Booted members that are mounted nowhere. */
  readonly unmounted: readonly string[];
  /** Least seconds between two writes, of its own. */
  readonly delay: number;
  /** rsync's patterns of what does not count. */
  readonly exclude: readonly string[];
  readonly table: RecordTable;
  readonly records: readonly AnyRecord[];
}

/**
 * What a group stands for. A set is watched where its booted members are mounted, a sync item at its SOURCE.
 *
 * @throws {RecordError} when the records do not go together
 */
export function watchItemOf({ table, records }: Group): WatchItem {
  if (table.schema === espSetTable.schema) {
    const booted = toEspMembers(records).filter(({ role }) => role === 'booted');
    return {
      key: `esp-set ${booted.map(({ partuuid }) => partuuid).join(' ')}`,
      kind: 'esp-set',
      directories: booted.flatMap(({ mountpoint: path }) => (path === null ? [] : [{ path, isMount: true }])),
      unmounted: booted.flatMap(({ mountpoint, partuuid }) => (mountpoint === null ? [partuuid] : [])),
      delay: 0,
      exclude: [],
      table,
      records,
    };
  }
  const { source, delay, exclude } = toSyncItem(records);
  return {
    key: `sync-item ${source}`,
    kind: 'sync-item',
    directories: [{ path: source.replace(/(?<=[^/])\/+$|(?<=^\/)\/+$/, ''), isMount: false }],
    unmounted: [],
    delay: delay ?? 0,
    exclude: exclude ?? [],
    table,
    records,
  };
}
