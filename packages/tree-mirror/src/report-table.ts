import type { RecordOf, RecordTable } from '@twinroot/lib-record';
import { itemFields } from './item-fields.ts';

/** What tree-mirror did: one record a destination. */
export const treeReportTable = {
  schema: 'twinroot.tree-report/1',
  list: 'destinations',
  title: 'The result for each destination',
  fields: [
    ...itemFields,
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['same', 'mirrored', 'failed', 'refused'],
      help: 'same: there was nothing to do; refused: nothing was written; failed: not everything was',
    },
    {
      key: 'files_copied',
      column: 'COPIED',
      byDefault: true,
      type: 'integer',
      help: 'files whose content was copied',
    },
    {
      key: 'bytes_copied',
      column: 'COPIED-BYTES',
      byDefault: true,
      type: 'integer',
      help: 'size of the files copied',
    },
    {
      key: 'files_deleted',
      column: 'DELETED',
      byDefault: true,
      type: 'integer',
      help: 'files, directories and links deleted',
    },
    {
      key: 'others_changed',
      column: 'CHANGED',
      byDefault: true,
      type: 'integer',
      help: 'directories, links and devices created, and anything that got other attributes',
    },
    { key: 'seconds', column: 'SECONDS', byDefault: true, type: 'number', help: 'how long it took' },
    {
      key: 'why',
      column: 'WHY',
      byDefault: true,
      apart: 'clause',
      type: 'string',
      nullable: true,
      help: 'why it failed or was refused; other remarks',
    },
  ],
} as const satisfies RecordTable;

/** What became of one destination. */
export type TreeOutcome = RecordOf<typeof treeReportTable>;
