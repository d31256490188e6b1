import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';
import { formatPlanTable } from './plan-table.ts';

export const spec = {
  name: 'esp-format',
  summary: 'make an ESP like the booted one on another disk',
  writes: [espSetTable],
  changes: { plan: formatPlanTable },
  operands: {
    name: 'DISK',
    type: 'file',
    min: 1,
    max: Number.POSITIVE_INFINITY,
    help: 'device node of a disk with free space, of one without a partition table, or of an ESP or XBOOTLDR partition without a file system',
  },
  options: [
    { name: 'set', help: 'take the booted ESP from the records of esp-which on standard input' },
    {
      name: 'size',
      value: { name: 'SIZE', type: 'text' },
      help: 'make an ESP of this size, with a unit (512M, 1G), instead of that of the booted one',
    },
    {
      name: 'xbootldr-size',
      value: { name: 'SIZE', type: 'text' },
      help: 'the same for the XBOOTLDR partition',
    },
    { name: 'removable', help: 'take a DISK that says that it is removable' },
    {
      name: 'force',
      help: 'destroy what is in the partition, the free space, or on the disk without a partition table; it is named first',
    },
  ],
  exits: [
    { status: 0, when: 'The partitions are there, as of now or already, and hold an empty FAT32 volume.' },
    { status: 1, when: 'A disk was refused, or something failed.' },
    { status: 2, when: 'The command line or the records were wrong; nothing was written.' },
    { status: 32, when: 'The machine was not booted by UEFI from a partition, or no EFI variable says so.' },
  ],
  examples: [
    { command: 'esp-format /dev/sdb', does: 'Make an ESP in the free space of a disk.' },
    { command: 'esp-format --dry-run /dev/sdb', does: 'Show where it would be.' },
    { command: 'esp-format /dev/sdb | esp-mirror', does: 'Make it boot what the booted one boots.' },
    {
      command: 'esp-which | esp-format --set --size 1G /dev/sdb1',
      does: 'Format a partition that is there, and that must have 1 GiB.',
    },
  ],
} as const satisfies CommandSpec;
