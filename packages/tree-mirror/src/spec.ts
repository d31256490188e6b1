import type { CommandSpec } from '@twinroot/lib-command';
import { syncItemTable } from '@twinroot/lib-record';
import { treePlanTable } from './plan-table.ts';
import { treeReportTable } from './report-table.ts';

export const spec = {
  name: 'tree-mirror',
  summary: 'copy directories with rsync, so that each destination is the same',
  reads: { table: syncItemTable, pipeline: 'tree-items | tree-mirror' },
  writes: [treeReportTable],
  changes: { plan: treePlanTable },
  options: [
    {
      name: 'max-delete',
      value: { name: 'PERCENT', type: 'percent' },
      help: "refuse to delete more of a destination in one run; the default is the item's, or 50, and 100 is no limit",
    },
    { name: 'allow-empty', help: 'let an empty source empty its destinations' },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    { status: 0, when: 'every destination is the same as its source' },
    { status: 1, when: 'a destination was refused, or not all of it could be copied' },
    { status: 2, when: 'the command line or the input was wrong' },
  ],
  examples: [
    { command: 'tree-items | tree-mirror', does: 'Sync what the configuration asks for, once' },
    { command: 'tree-items | tree-mirror --dry-run', does: 'Show what rsync would change' },
    {
      command: 'tree-items | tree-mirror --max-delete 100',
      does: 'Sync after most of a directory was deleted',
    },
    { command: 'tree-items | esp-watch | tree-mirror', does: 'Keep the directories the same' },
  ],
} as const satisfies CommandSpec;
