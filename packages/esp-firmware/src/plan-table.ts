import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** What esp-firmware would write, in order: one record a variable. */
export const firmwarePlanTable = {
  schema: 'twinroot.firmware-plan/1',
  list: 'operations',
  title: 'What would be written, in order',
  fields: [
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['make', 'order', 'delete', 'next', 'cancel', 'record'],
      help: 'make, delete: a boot option; order: BootOrder; next, cancel: BootNext is written or deleted; record: the boot is noted',
    },
    {
      key: 'number',
      column: 'NUMBER',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'of the boot option: four hexadecimal digits',
    },
    {
      key: 'partuuid',
      column: 'PARTUUID',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'of the member whose option it is',
    },
    {
      key: 'file',
      column: 'FILE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'what it starts, below the root of the member',
    },
    {
      key: 'label',
      column: 'LABEL',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'of an option that is made',
    },
    {
      key: 'order',
      column: 'ORDER',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'BootOrder, all of it: numbers with commas between',
    },
  ],
} as const satisfies RecordTable;

/** One variable that would be written. */
export type FirmwareOperation = RecordOf<typeof firmwarePlanTable>;
