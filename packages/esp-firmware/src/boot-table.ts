import type { RecordTable } from '@twinroot/lib-record';

/** A boot as it was noted: one record, with the keys of a line of /var/lib/twinroot/boots. */
export const bootTable = {
  schema: 'twinroot.boot/1',
  list: 'boots',
  title: 'Which member a boot came from',
  fields: [
    {
      key: 'time',
      column: 'TIME',
      byDefault: true,
      type: 'integer',
      help: 'when it was noted, in seconds since 1970',
    },
    {
      key: 'boot',
      column: 'BOOT',
      byDefault: true,
      type: 'string',
      help: 'id of the boot, 32 hexadecimal digits',
    },
    {
      key: 'member',
      column: 'MEMBER',
      byDefault: true,
      type: 'string',
      help: 'PARTUUID of the ESP that was booted',
    },
    {
      key: 'generation',
      column: 'GENERATION',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'number of the generation on it; absent without a registry',
    },
    {
      key: 'generation_id',
      column: 'GENERATION-ID',
      type: 'string',
      nullable: true,
      help: 'id of the generation',
    },
    {
      key: 'asked',
      column: 'ASKED',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'PARTUUID of the member from which it was to boot; absent where nobody had asked',
    },
    {
      key: 'drill',
      column: 'DRILL',
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['met', 'missed'],
      help: 'whether it booted from there',
    },
  ],
} as const satisfies RecordTable;
