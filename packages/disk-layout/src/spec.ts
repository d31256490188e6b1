import type { CommandSpec } from '@twinroot/lib-command';
import { layoutTable } from './layout-table.ts';

export const spec = {
  name: 'disk-layout',
  summary: 'make the partition table of another disk from that of a disk',
  filters: {
    text: 'the output of sfdisk --dump',
    call: 'sfdisk --dump /dev/sda | disk-layout --to /dev/sdb | sfdisk /dev/sdb',
    strict: true,
  },
  writes: [layoutTable],
  changes: { plan: layoutTable },
  options: [
    {
      name: 'to',
      value: { name: 'DISK', type: 'file' },
      help: 'fit the partitions to this disk, or image of a disk, and fail if it is too small; nothing is written to it',
    },
    {
      name: 'fit',
      value: { name: 'PARTITION', type: 'text' },
      help: 'give what is left of the disk to this partition, by its name or number, instead of the last one',
    },
    { name: 'keep-sizes', help: 'leave what is left of the disk unused' },
    { name: 'new-ids', help: 'write random ids, instead of leaving them to sfdisk' },
  ],
  exits: [
    { status: 0, when: 'The layout was written.' },
    {
      status: 1,
      when: 'The disk is too small for the partitions, or could not be looked at; nothing was written.',
    },
    { status: 2, when: 'The command line or the dump was wrong; nothing was written.' },
  ],
  examples: [
    {
      command: 'sfdisk --dump /dev/sda | disk-layout --to /dev/sdb | sfdisk /dev/sdb',
      does: 'Partition a disk as another one is, with ids of its own',
    },
    {
      command: 'sfdisk --dump /dev/sda | disk-layout | sfdisk /dev/sdb',
      does: 'The same, and sfdisk finds out whether the disk is large enough',
    },
    {
      command: 'sfdisk --dump /dev/sda | disk-layout --to /dev/sdb --fit ROOT --dry-run',
      does: 'Show where the partitions would be, if the one named ROOT got the room that is left',
    },
    {
      command: 'ssh old sfdisk --dump /dev/vda | disk-layout --to /dev/sdb --new-ids >layout',
      does: 'Keep the layout of a machine, with the ids that its copy will have',
    },
  ],
} as const satisfies CommandSpec;
