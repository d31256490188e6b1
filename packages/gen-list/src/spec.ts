import type { CommandSpec } from '@twinroot/lib-command';
import { generationTable } from '@twinroot/lib-record';

export const spec = {
  name: 'gen-list',
  summary: 'list the generations of the root',
  writes: [generationTable],
  options: [
    {
      name: 'top',
      value: { name: 'DIR', type: 'directory' },
      help: 'where the top of the btrfs is mounted, as the machine below the sysroot names it; without, that of the root is mounted for the run, and nobody else sees it',
    },
  ],
  exits: [
    { status: 0, when: 'the generations were written' },
    {
      status: 1,
      when: 'the btrfs could not be read, or the links of its tree lead nowhere; the generations were written all the same',
    },
    { status: 2, when: 'the command line was wrong' },
    { status: 32, when: 'the root is no btrfs, or its top has no directory snapshots' },
  ],
  examples: [
    { command: 'gen-list', does: 'List the generations of the root that runs' },
    {
      command: 'gen-list --top /mnt --json',
      does: 'The same of a btrfs that is mounted on /mnt, for a program',
    },
  ],
} as const satisfies CommandSpec;
