import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** A layout for another disk: one record a partition. */
export const layoutTable = {
  schema: 'twinroot.disk-layout/1',
  list: 'partitions',
  title: 'The partitions that a disk is to have',
  fields: [
    { key: 'number', column: 'NUMBER', byDefault: true, type: 'integer', help: 'number of the partition' },
    {
      key: 'partlabel',
      column: 'PARTLABEL',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'its name in a GPT',
    },
    {
      key: 'parttype',
      column: 'PARTTYPE',
      byDefault: true,
      type: 'string',
      help: 'its type: a GUID, 0xNN in an MBR',
    },
    { key: 'start', column: 'START', byDefault: true, type: 'integer', help: 'where it begins, in bytes' },
    {
      key: 'size',
      column: 'SIZE',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'its size in bytes; absent for all that is left of a disk that is not known',
    },
    {
      key: 'old_size',
      column: 'OLD-SIZE',
      byDefault: true,
      type: 'integer',
      help: 'the size in bytes that its partner has',
    },
  ],
} as const satisfies RecordTable;

/** One partition of a layout. */
export type LayoutRecord = RecordOf<typeof layoutTable>;
