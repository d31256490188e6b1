import type { Field } from '@twinroot/lib-record';

/** Which copy of a sync item a record is about: the first columns of the plan and of the report. */
export const itemFields = [
  {
    key: 'source',
    column: 'SOURCE',
    byDefault: true,
    type: 'string',
    help: 'the source, as written in its item',
  },
  {
    key: 'dest',
    column: 'DEST',
    byDefault: true,
    type: 'string',
    help: 'the destination, as written in its item',
  },
] as const satisfies readonly Field[];
