import type { RecordOf, RecordTable } from './table.ts';

/** A machine as esp-check saw it: one record a fact. */
export const machineTable = {
  schema: 'twinroot.machine/1',
  list: 'facts',
  title: 'A machine as it was seen, for a judgement elsewhere or later',
  // In JSON all facts are one line, and each file of each member is a fact.
  longestLine: 64 * 1024 * 1024,
  fields: [
    {
      key: 'topic',
      column: 'TOPIC',
      byDefault: true,
      type: 'string',
      help: 'what the fact is about: host, text, link, device, array, btrfs, pool, volume, luks, firmware, member, registry, file, initrd, own-initrd, modules; unknown: what could not be found out; end: the last one',
    },
    {
      key: 'name',
      column: 'NAME',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'whose it is: a path, a device node, a UUID; of files PARTUUID:PATH',
    },
    {
      key: 'value',
      column: 'VALUE',
      byDefault: true,
      type: 'string',
      help: 'of a text or a registry its content (of a link in /dev/disk what it leads to), of a link where the text is, of unknown the reason, of end how many come before it, of all others JSON',
    },
  ],
} as const satisfies RecordTable;

/** One fact. */
export type Fact = RecordOf<typeof machineTable>;
