import type { CommandSpec } from '@twinroot/lib-command';
import { generationPlanTable, generationTable } from '@twinroot/lib-record';

export const spec = {
  name: 'gen-prune',
  summary: 'delete old generations of the root, and what only they need on all ESPs',
  writes: [generationTable],
  changes: { plan: generationPlanTable },
  operands: {
    name: 'ID',
    type: 'text',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    help: 'only these generations; without, those on standard input, or all',
  },
  options: [
    {
      name: 'keep',
      value: { name: 'N', type: 'text' },
      help: 'how many of the newest sealed generations stay, at least 1; with an ID it may be absent: 1',
    },
    {
      name: 'top',
      value: { name: 'DIR', type: 'directory' },
      help: 'where the top of the btrfs is mounted, as the machine below the sysroot names it; without, that of the root is mounted for the run, and nobody else sees it',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    { status: 0, when: 'what was to go is gone, now or before' },
    {
      status: 1,
      when: 'a generation that was named stays, for a reason that is said; or something could not be read or deleted, current leads nowhere, or esp-mirror failed: then no generation was deleted',
    },
    { status: 2, when: 'the command line or the records were wrong' },
    { status: 32, when: 'the root is no btrfs, or its top has no directory snapshots' },
  ],
  examples: [
    { command: 'gen-prune --keep 4', does: 'Delete all but the newest four, and what is in use' },
    { command: 'gen-list | gen-prune --keep 4 --dry-run', does: 'Show what would go, and what would stay' },
    { command: 'gen-prune 20210411212549sdBXyLxg', does: 'Delete one' },
  ],
} as const satisfies CommandSpec;
