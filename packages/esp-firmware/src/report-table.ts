import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** What became of the boot options: one record for each ESP of the set. */
export const firmwareReportTable = {
  schema: 'twinroot.firmware-report/1',
  list: 'members',
  title: 'The boot option of each member',
  fields: [
    {
      key: 'role',
      column: 'ROLE',
      byDefault: true,
      type: 'string',
      values: ['booted', 'mirror'],
      help: 'booted: what this boot was loaded from',
    },
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['same', 'made', 'ordered', 'inactive', 'forgotten', 'failed', 'missing', 'next'],
      help: 'same: it was there, and right; ordered: it was put into BootOrder; inactive: somebody has switched it off, and firmware passes it over; forgotten: this firmware does not keep it, so that it is not made again; missing: no device has the PARTUUID; next: the next boot is from there',
    },
    {
      key: 'partuuid',
      column: 'PARTUUID',
      byDefault: true,
      type: 'string',
      help: 'GPT partition entry UUID in lower case: the identity of the member',
    },
    {
      key: 'number',
      column: 'NUMBER',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'of the boot option: four hexadecimal digits, as in Boot0003',
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
      type: 'string',
      nullable: true,
      help: 'what the menu of the firmware shows',
    },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'why it failed, or is not made',
    },
  ],
} as const satisfies RecordTable;

/** What became of the option of one member. */
export type FirmwareOutcome = RecordOf<typeof firmwareReportTable>;
