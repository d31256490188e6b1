import type { RecordOf, RecordTable } from '@twinroot/lib-record';

const partuuid = {
  key: 'partuuid',
  column: 'PARTUUID',
  byDefault: true,
  type: 'string',
  help: 'GPT partition entry UUID in lower case: the identity of the mirror',
} as const;

/** What esp-bless would do, in order: one record an operation. */
export const blessPlanTable = {
  schema: 'twinroot.bless-plan/1',
  list: 'operations',
  title: 'What would be done to each mirror, in order',
  fields: [
    partuuid,
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['write', 'copy', 'delete'],
      help: 'write: the text of an entry; copy: an image, of the mirror itself',
    },
    { key: 'path', column: 'PATH', byDefault: true, type: 'string', help: 'path below the mirror' },
    { key: 'bytes', column: 'BYTES', byDefault: true, type: 'integer', help: 'size of the file' },
  ],
} as const satisfies RecordTable;

/** What esp-bless did: one record a mirror. */
export const blessReportTable = {
  schema: 'twinroot.bless-report/1',
  list: 'mirrors',
  title: 'The entry that was booted, on each mirror',
  fields: [
    partuuid,
    {
      key: 'path',
      column: 'DEVICE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'device node; absent where no device has the PARTUUID',
    },
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['blessed', 'same', 'absent', 'differs', 'missing', 'refused', 'failed'],
      help: 'blessed: it lost its counter; same: it had none; absent: it is not there; differs: its text, or a file that it names, is another one; missing: no device has the PARTUUID',
    },
    {
      key: 'entry',
      column: 'ENTRY',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'path of the entry, without a counter; absent where the mirror was not looked at',
    },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'in what it differs; why it was refused or failed',
    },
  ],
} as const satisfies RecordTable;

/** What became of the entry on one mirror. */
export type BlessOutcome = RecordOf<typeof blessReportTable>;
/** One operation of a plan. */
export type PlannedBlessing = RecordOf<typeof blessPlanTable>;
