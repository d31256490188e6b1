import type { RecordOf, RecordTable } from './table.ts';

/** What a filter rewrites, or would rewrite: one record a change, in the order of the lines. */
export const rewriteTable = {
  schema: 'twinroot.rewrite/1',
  list: 'changes',
  title: 'What is rewritten, line by line',
  fields: [
    {
      key: 'file',
      column: 'FILE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'the file; absent for standard input',
    },
    { key: 'line', column: 'LINE', byDefault: true, type: 'integer', help: 'number of the line, from 1' },
    {
      key: 'change',
      column: 'CHANGE',
      byDefault: true,
      type: 'string',
      values: ['id', 'mountpoint', 'option', 'variable', 'drop', 'peer', 'rootflag', 'title'],
      help: 'what changes; peer: a row is added, drop: one is removed',
    },
    {
      key: 'old',
      column: 'OLD',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'the old text; absent if something is added',
    },
    {
      key: 'new',
      column: 'NEW',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'the new text; absent if something is removed',
    },
  ],
} as const satisfies RecordTable;

/** One change of a text. */
export type Rewrite = RecordOf<typeof rewriteTable>;
