import type { RecordOf, RecordTable } from './table.ts';

/** What would be different about the members of an ESP set: one record a member. */
export const memberPlanTable = {
  schema: 'twinroot.member-plan/1',
  list: 'changes',
  title: 'What would be different about the members',
  fields: [
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['take-over', 'join', 'leave', 'delete-option'],
      help: 'take-over: its registry of another set is removed; delete-option: a boot option of the firmware is deleted',
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
      key: 'partuuid',
      column: 'PARTUUID',
      byDefault: true,
      type: 'string',
      help: 'GPT partition entry UUID in lower case: the identity of the member',
    },
    {
      key: 'path',
      column: 'DEVICE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'device node; absent where no device has the PARTUUID',
    },
    {
      key: 'number',
      column: 'NUMBER',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'of the boot option that is deleted: four hexadecimal digits',
    },
    {
      key: 'file',
      column: 'FILE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'what that option starts, below the root of the member',
    },
  ],
} as const satisfies RecordTable;

/** One change. */
export type MemberPlanRecord = RecordOf<typeof memberPlanTable>;
