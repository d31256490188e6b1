import type { RecordOf, RecordTable } from './table.ts';

/** The registry of a set, as esp-which writes it: one record a line of loader/esp-sync, in their order. */
export const registryTable = {
  schema: 'twinroot.registry/1',
  list: 'lines',
  title: 'The registry of the set, line by line',
  fields: [
    {
      key: 'item',
      column: 'ITEM',
      byDefault: true,
      type: 'string',
      values: [
        'set',
        'member',
        'gone',
        'generation',
        'parent',
        'source',
        'part-of',
        'becoming',
        'becoming-parent',
        'becoming-file',
        'alone',
        'file',
      ],
      help: 'what the line is: gone: a member that left; part-of: a newer generation, of which a part is here; becoming: a run is under way; alone: a boot without a member',
    },
    {
      key: 'number',
      column: 'NUMBER',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'number of a generation, for people',
    },
    {
      key: 'id',
      column: 'ID',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'of the set, of a generation, or of a boot, 32 hex digits; gone: the generation with which it left',
    },
    {
      key: 'kind',
      column: 'KIND',
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['esp', 'xbootldr'],
      help: 'partition type of a member',
    },
    {
      key: 'partuuid',
      column: 'PARTUUID',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'the member; source, becoming: where it comes from; alone: which was missing',
    },
    {
      key: 'size',
      column: 'SIZE',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'size of a file in bytes; absent for a becoming-file that is deleted',
    },
    {
      key: 'time',
      column: 'TIME',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'seconds since 1970: when a file was changed, or of a boot',
    },
    {
      key: 'path',
      column: 'PATH',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'path of a file below the member, in upper case, without a boot counter',
    },
    {
      key: 'digest',
      column: 'DIGEST',
      type: 'string',
      nullable: true,
      help: 'SHA-256 of a file, in hex; absent where it was not taken',
    },
  ],
} as const satisfies RecordTable;

/** One line of a registry. */
export type RegistryLine = RecordOf<typeof registryTable>;
