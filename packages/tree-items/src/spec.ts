import type { CommandSpec } from '@twinroot/lib-command';
import { syncItemTable } from '@twinroot/lib-record';

export const spec = {
  name: 'tree-items',
  summary: 'read and check which directories are kept the same',
  writes: [syncItemTable],
  options: [
    {
      name: 'config',
      value: { name: 'FILE', type: 'file' },
      help: 'read this file instead of /etc/twinroot/sync.toml or /etc/dual-root/sync-daemon.conf',
    },
    {
      name: 'dualroot',
      help: 'write no items; the status says whether the file asks for the ESPs to be mirrored, too',
    },
  ],
  exits: [
    { status: 0, when: 'the items were written; with --dualroot, the ESPs should be mirrored' },
    { status: 1, when: 'the machine could not be examined' },
    { status: 2, when: 'the command line or something in the file was wrong; nothing was written' },
    {
      status: 32,
      when: 'there are no items, or there is no file; with --dualroot, the ESPs should not be mirrored',
    },
  ],
  examples: [
    { command: 'tree-items', does: 'Check the file and show what it asks for' },
    { command: 'tree-items | tree-mirror --dry-run', does: 'Show what a sync would change' },
    { command: 'tree-items | esp-watch | tree-mirror', does: 'Keep the directories the same' },
  ],
} as const satisfies CommandSpec;
