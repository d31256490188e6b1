import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** What esp-format would do, in order: one record a partition. */
export const formatPlanTable = {
  schema: 'twinroot.format-plan/1',
  list: 'partitions',
  title: 'The partitions that would be made and formatted',
  fields: [
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['make', 'format', 'keep'],
      help: 'make: add it to the table and format it; format: it is there; keep: it is there, and formatted',
    },
    {
      key: 'kind',
      column: 'KIND',
      byDefault: true,
      type: 'string',
      values: ['esp', 'xbootldr'],
      help: 'partition type',
    },
    {
      key: 'disk',
      column: 'DISK',
      byDefault: true,
      type: 'string',
      help: 'disk, or partition, as it was named',
    },
    {
      key: 'table',
      column: 'TABLE',
      byDefault: true,
      type: 'string',
      values: ['new', 'kept'],
      help: 'new: the disk gets a GPT',
    },
    { key: 'start', column: 'START', byDefault: true, type: 'integer', help: 'where it begins, in bytes' },
    { key: 'size', column: 'SIZE', byDefault: true, type: 'integer', help: 'its size in bytes' },
    {
      key: 'partlabel',
      column: 'PARTLABEL',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'its name in the GPT',
    },
    {
      key: 'label',
      column: 'LABEL',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'label of its file system, where it is formatted',
    },
    {
      key: 'loses',
      column: 'LOSES',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'what is destroyed; with --force only',
    },
    {
      key: 'script',
      column: 'SCRIPT',
      type: 'string',
      nullable: true,
      help: 'what sfdisk is given for it',
    },
  ],
} as const satisfies RecordTable;

/** One partition of a plan. */
export type FormatPlanRecord = RecordOf<typeof formatPlanTable>;
