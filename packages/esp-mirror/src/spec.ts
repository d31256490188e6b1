import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';
import { mirrorPlanTable } from './plan-table.ts';
import { mirrorReportTable } from './report-table.ts';

export const spec = {
  name: 'esp-mirror',
  summary: 'make the mirrors boot what the booted ESP boots',
  reads: { table: espSetTable, pipeline: 'esp-which | esp-mirror', unless: 'from' },
  writes: [mirrorReportTable],
  changes: { plan: mirrorPlanTable },
  options: [
    {
      name: 'scope',
      value: { name: 'SCOPE', type: 'text', values: ['all', 'loader', 'machine'], byDefault: 'all' },
      help: 'what is mirrored: everything; the boot loader, entries and what they name; what carries the id of this machine',
    },
    {
      name: 'exclude',
      value: { name: 'GLOB', type: 'text' },
      repeatable: true,
      help: 'neither copy nor delete what matches, with all that is below it',
    },
    { name: 'purge', help: "delete another system's files, too, when only the mirror has them" },
    {
      name: 'force',
      help: 'mirror though nothing on the source is complete, or the mirror has a newer kernel',
    },
    { name: 'checksum', help: 'compare large files by their content, not by size and time' },
    {
      name: 'fsck',
      help: 'check and repair mirrors that are not mounted, by fsck.vfat -a, before they are written',
    },
    {
      name: 'no-bridge',
      help: 'replace files that entries name one after the other, without the copies that let them change together',
    },
    { name: 'no-verify', help: 'do not read back what was written' },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
    {
      name: 'from',
      value: { name: 'DIR', type: 'directory' },
      help: 'mirror this directory, and read no records',
    },
    {
      name: 'to',
      value: { name: 'DIR', type: 'directory' },
      greedy: true,
      help: 'the directories that --from is mirrored to',
    },
  ],
  exits: [
    { status: 0, when: 'every mirror that is there boots the same; a missing one is no failure' },
    { status: 1, when: 'a mirror failed or was refused, or keeps an entry that is damaged on the source' },
    { status: 2, when: 'the call or the input was wrong' },
  ],
  examples: [
    { command: 'esp-which | esp-mirror', does: 'Make the mirrors boot the same' },
    { command: 'esp-which | esp-mirror --dry-run', does: 'Show what would be done' },
    {
      command: 'esp-mirror --from /var/tmp/staging --to /mnt/a /mnt/b',
      does: 'Bring a staged tree onto two directories',
    },
  ],
} as const satisfies CommandSpec;
