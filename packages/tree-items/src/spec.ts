import type { CommandSpec } from '@twinroot/lib-command';
import { syncItemTable } from '@twinroot/lib-record';

export const spec = {
  name: 'tree-items',
  summary: 'read which directories are kept the same, and check it',
  writes: [syncItemTable],
  options: [
    {
      name: 'config',
      value: { name: 'FILE', type: 'file' },
      help: 'read this file, and not /etc/twinroot/sync.toml or /etc/dual-root/sync-daemon.conf',
    },
    {
      name: 'dualroot',
      help: 'write no items; the status says whether the file leaves the ESPs to be mirrored, too',
    },
  ],
  exits: [
    { status: 0, when: 'the items were written; with --dualroot, the ESPs are to be mirrored' },
    { status: 1, when: 'the machine could not be looked at' },
    { status: 2, when: 'the call was wrong, or something in the file is; nothing is written then' },
    { status: 32, when: 'there is no item, or no file; with --dualroot, the ESPs are not to be mirrored' },
  ],
  examples: [
    { command: 'tree-items', does: 'Check the file, and show what it asks for' },
    { command: 'tree-items | tree-mirror --dry-run', does: 'Show what a sync would change' },
    { command: 'tree-items | esp-watch | tree-mirror', does: 'Keep the directories the same' },
  ],
} as const satisfies CommandSpec;
