import type { CommandSpec } from '@twinroot/lib-command';
import { idMapTable } from '@twinroot/lib-record';
import { mkfsTable } from './mkfs-table.ts';

export const spec = {
  name: 'disk-map',
  summary: 'pair the partitions of two disks and write the map of their ids',
  writes: [idMapTable, mkfsTable],
  operands: {
    name: 'OLD NEW',
    type: 'file',
    min: 2,
    max: 2,
    help: 'two disks, or two partitions: device nodes, links below /dev or mount points',
  },
  options: [
    {
      name: 'old-lsblk',
      value: { name: 'FILE', type: 'file' },
      help: "OLD is on another machine: FILE is the output of its lsblk, see 'Another machine' in the man page",
    },
    {
      name: 'by-uuid',
      help: 'write UUID=… in the place of new device nodes, which have other names when OLD is gone',
    },
    {
      name: 'mkfs',
      help: 'write the commands that make the empty partitions of NEW hold what those of OLD hold, instead of the map',
    },
    {
      name: 'strict',
      help: 'end with status 1 if something is ambiguous, has no partner, is on both disks or of another type',
    },
  ],
  exits: [
    { status: 0, when: 'the map, or the commands, were written' },
    { status: 1, when: 'the devices could not be listed; with --strict also if there was a warning' },
    {
      status: 2,
      when: 'the command line or FILE was wrong, or OLD or NEW does not exist or is neither a disk nor a partition',
    },
    { status: 32, when: 'nothing could be paired; nothing is written' },
  ],
  examples: [
    { command: 'disk-map /dev/sda /dev/sdb', does: 'Show which id of one disk is which of the other' },
    {
      command: 'disk-map /dev/sda /dev/sdb >ids && fstab-rewrite --map ids </etc/fstab >/mnt/root1/etc/fstab',
      does: 'Make the fstab of a clone',
    },
    {
      command: 'disk-map --mkfs /dev/sda /dev/sdb >mkfs.sh && less mkfs.sh && sh -ex mkfs.sh',
      does: 'Make the file systems of a new disk, after a look at the commands',
    },
    {
      command: 'disk-map --strict --quiet /dev/sda /dev/sdb >/dev/null && echo clear',
      does: 'Check whether everything has its partner',
    },
    {
      command: 'disk-map --old-lsblk template.json /dev/vda /dev/sdb',
      does: 'Map the ids of a template on another machine',
    },
  ],
} as const satisfies CommandSpec;
