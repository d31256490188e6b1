import type { RecordOf, RecordTable } from '@twinroot/lib-record';
import { itemFields } from './item-fields.ts';

/** What rsync would change, as it itemises it: one record a change. */
export const treePlanTable = {
  schema: 'twinroot.tree-plan/1',
  list: 'changes',
  title: 'What would be changed in each destination, in the order of rsync',
  fields: [
    ...itemFields,
    {
      key: 'operation',
      column: 'OPERATION',
      byDefault: true,
      type: 'string',
      values: ['copy', 'create', 'link', 'attributes', 'delete'],
      help: 'copy: the content of a file; create: a directory, symlink or device; link: a hard link; attributes: only these',
    },
    {
      key: 'type',
      column: 'TYPE',
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['file', 'directory', 'symlink', 'device', 'special'],
      help: 'what it is; absent if it is deleted',
    },
    {
      key: 'itemized',
      column: 'ITEMIZED',
      byDefault: true,
      type: 'string',
      help: "rsync's letters for what differs, see --itemize-changes in rsync(1)",
    },
    {
      key: 'bytes',
      column: 'BYTES',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'size of a file that is copied',
    },
    { key: 'path', column: 'PATH', byDefault: true, type: 'string', help: 'path below the destination' },
  ],
} as const satisfies RecordTable;

/** One change of a destination. */
export type TreeChange = RecordOf<typeof treePlanTable>;
