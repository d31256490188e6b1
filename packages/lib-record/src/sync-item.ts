import { checkRecords } from './check-record.ts';
import { shown } from './json-text.ts';
import { RecordError } from './record-error.ts';
import type { AnyRecord, RecordOf, RecordTable } from './table.ts';

/** One directory that is kept the same elsewhere, as tree-items writes it: a group has one. */
export const syncItemTable = {
  schema: 'twinroot.sync-item/1',
  list: 'items',
  title: 'A directory, and where it is copied to',
  fields: [
    {
      key: 'source',
      column: 'SOURCE',
      byDefault: true,
      type: 'string',
      help: 'what is copied; with a trailing slash its contents, as in rsync',
    },
    {
      key: 'dest',
      column: 'DEST',
      byDefault: true,
      type: 'strings',
      help: 'directories that it is copied to',
    },
    {
      key: 'exclude',
      column: 'EXCLUDE',
      byDefault: true,
      type: 'strings',
      nullable: true,
      help: 'what is excluded: patterns of rsync',
    },
    {
      key: 'delay',
      column: 'DELAY',
      byDefault: true,
      type: 'number',
      nullable: true,
      help: 'minimum seconds between two runs of a watched item',
    },
    {
      key: 'nice',
      column: 'NICE',
      byDefault: true,
      type: 'number',
      nullable: true,
      help: 'niceness of rsync, from -20 to 19',
    },
    {
      key: 'ionice_class',
      column: 'IONICE-CLASS',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'class of ionice(1): 0 none, 1 realtime, 2 best-effort, 3 idle',
    },
    {
      key: 'ionice_level',
      column: 'IONICE-LEVEL',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'level of the classes 1 and 2, from 0, the highest, to 7',
    },
    {
      key: 'rsync_opts',
      column: 'RSYNC-OPTS',
      byDefault: true,
      type: 'strings',
      nullable: true,
      help: 'options of rsync, one argument each; absent: those of dual-root',
    },
    {
      key: 'source_mount',
      column: 'SOURCE-MOUNT',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'mount that SOURCE was on when it was first read: ID MAJ:MIN ROOT, as in mountinfo',
    },
    {
      key: 'max_delete',
      column: 'MAX-DELETE',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'how much of a DEST one run may delete, in percent',
    },
    {
      key: 'allow_empty',
      column: 'ALLOW-EMPTY',
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['yes', 'no'],
      help: 'whether an empty SOURCE may empty a DEST',
    },
  ],
} as const satisfies RecordTable;

/** One sync item. Absent values are null. */
export type SyncItem = RecordOf<typeof syncItemTable>;

const ranges = {
  nice: [-20, 19],
  ionice_class: [0, 3],
  ionice_level: [0, 7],
  max_delete: [0, 100],
} as const;
const ranged = ['nice', 'ionice_class', 'ionice_level', 'max_delete'] as const;

/**
 * The sync item of one group of records.
 *
 * Beyond the fields it is checked that there is one item, that SOURCE and every DEST is an absolute path, that no DEST is
 * listed twice, that numbers are in their ranges, that SOURCE-MOUNT is not empty, and that each of RSYNC-OPTS begins with a
 * dash: anything else rsync would take for one more source. Whether directories and mounts are there is not checked: records
 * are hints.
 *
 * @throws {RecordError} VALUE for a wrong field, SET for none or several items in a group
 */
export function toSyncItem(records: readonly AnyRecord[]): SyncItem {
  const [item, second] = checkRecords(syncItemTable, records);
  if (item === undefined || second !== undefined) {
    const why = item === undefined ? 'has none' : `has ${records.length}: separate them by empty lines`;
    throw new RecordError('SET', `a group is one sync item, and this one ${why}`, { field: 'SOURCE' });
  }
  checkPath('SOURCE', item.source);
  for (const dest of item.dest) checkPath('DEST', dest);
  const twice = item.dest.find((dest, index) => item.dest.indexOf(dest) !== index);
  if (twice !== undefined) throw refused('DEST', `DEST ${shown(twice)} is listed twice`);
  for (const text of item.exclude ?? []) {
    if (text === '' || text.includes('\0'))
      throw refused('EXCLUDE', `EXCLUDE ${shown(text)} is not a pattern`);
  }
  for (const text of item.rsync_opts ?? []) {
    if (/^-[^\0]+$/s.test(text) && text !== '--') continue;
    throw refused(
      'RSYNC-OPTS',
      `RSYNC-OPTS ${shown(text)} is not an option: a value must follow its option with =`,
    );
  }
  if (item.source_mount === '') throw refused('SOURCE-MOUNT', 'SOURCE-MOUNT is empty, and names no mount');
  checkNumbers(item);
  return item;
}

function checkNumbers(item: SyncItem): void {
  for (const key of ranged) {
    const value = item[key];
    const [least, most] = ranges[key];
    if (value === null || (Number.isInteger(value) && value >= least && value <= most)) continue;
    const field = key.toUpperCase().replace('_', '-');
    throw refused(field, `${field} is ${value}, but must be an integer from ${least} to ${most}`);
  }
  if (item.delay !== null && item.delay < 0)
    throw refused('DELAY', `DELAY is ${item.delay}, but must be a number of seconds, 0 or more`);
}

function checkPath(field: string, path: string): void {
  if (path.startsWith('/') && !path.includes('\0')) return;
  throw refused(field, `${field} ${shown(path)} is not an absolute path`);
}

function refused(field: string, message: string): RecordError {
  return new RecordError('VALUE', message, { field });
}
