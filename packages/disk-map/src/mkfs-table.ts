import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** The commands that make what the partitions of a new disk are to hold: one record a command, in order. */
export const mkfsTable = {
  schema: 'twinroot.mkfs/1',
  list: 'commands',
  title: 'Commands that make file systems',
  fields: [
    { key: 'device', column: 'DEVICE', byDefault: true, type: 'string', help: 'device node of the new disk' },
    {
      key: 'old_device',
      column: 'OLD-DEVICE',
      byDefault: true,
      type: 'string',
      help: 'device node of its partner, which says what is made',
    },
    { key: 'command', column: 'COMMAND', byDefault: true, type: 'string', help: 'a command for a shell' },
  ],
} as const satisfies RecordTable;

/** One command. */
export type MkfsStep = RecordOf<typeof mkfsTable>;
