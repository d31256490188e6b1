import {
  type AnyRecord,
  espSetTable,
  type Group,
  type RecordTable,
  toEspMembers,
  toSyncItem,
} from '@twinroot/lib-record';

/** Where something that is watched is to be found. */
export type WatchedPlace =
  /**
   * A mount point of an ESP. It counts only while something is mounted right there: the directory below an absent mount is
   * another one.
   */
  | { readonly kind: 'mount'; readonly path: string }
  /** An ESP that was mounted nowhere when its record was read: wherever its device gets mounted. */
  | { readonly kind: 'device'; readonly device: string }
  /** A tree. It counts only while it is on the file system that it was found on. */
  | { readonly kind: 'tree'; readonly path: string };

/** What one group stands for: an ESP set, or a sync item. */
export interface WatchItem {
  /** A later group of the same key takes the place of this one. */
  readonly key: string;
  readonly kind: 'esp-set' | 'sync-item';
  readonly places: readonly WatchedPlace[];
  /** Devices of mirrors, by the links that udev makes. One that appears has missed all that was written meanwhile. */
  readonly mirrors: readonly string[];
  /** Booted members of which neither a mount point nor a device is known. */
  readonly unknown: readonly string[];
  /** Least seconds between two writes, of its own. */
  readonly delay: number;
  /** rsync's patterns of what does not count. */
  readonly exclude: readonly string[];
  readonly table: RecordTable;
  readonly records: readonly AnyRecord[];
}

/** How a place is named in messages. */
export function nameOfPlace(place: WatchedPlace): string {
  return place.kind === 'device' ? place.device : place.path;
}

/**
 * What a group stands for. A set is watched where its booted members are mounted, a sync item at its SOURCE.
 *
 * @throws {RecordError} when the records do not go together
 */
export function watchItemOf({ table, records }: Group): WatchItem {
  if (table.schema === espSetTable.schema) {
    const members = toEspMembers(records);
    const booted = members.filter(({ role }) => role === 'booted');
    return {
      key: `esp-set ${booted.map(({ partuuid }) => partuuid).join(' ')}`,
      kind: 'esp-set',
      places: booted.flatMap(({ mountpoint, path }): readonly WatchedPlace[] => {
        if (mountpoint !== null) return [{ kind: 'mount', path: mountpoint }];
        return path === null ? [] : [{ kind: 'device', device: path }];
      }),
      mirrors: members.flatMap(({ role, partuuid }) =>
        role === 'mirror' ? [`/dev/disk/by-partuuid/${partuuid}`] : [],
      ),
      unknown: booted.flatMap(({ mountpoint, path, partuuid }) =>
        mountpoint === null && path === null ? [partuuid] : [],
      ),
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
    places: [{ kind: 'tree', path: source.replace(/(?<=[^/])\/+$|(?<=^\/)\/+$/, '') }],
    mirrors: [],
    unknown: [],
    delay: delay ?? 0,
    exclude: exclude ?? [],
    table,
    records,
  };
}
