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
      help: 'what is mirrored: everything; the boot loader, the entries and what they name; or what carries the id of this machine',
    },
    {
      name: 'exclude',
      value: { name: 'GLOB', type: 'text' },
      repeatable: true,
      help: 'neither copy nor delete what matches, nor anything below it',
    },
    {
      name: 'purge',
      help: 'also delete what is kept because only the mirror has it, other systems included',
    },
    {
      name: 'force',
      help: 'mirror even if nothing on the source would boot, or the mirror is newer or was changed',
    },
    { name: 'checksum', help: 'compare large files by content, not by size and time' },
    {
      name: 'heal',
      help: 'as --checksum, and put whole copies from a mirror in the place of files of the source that are rotten',
    },
    {
      name: 'fsck',
      help: 'check and repair unmounted mirrors with fsck.vfat -a before they are written',
    },
    {
      name: 'no-bridge',
      help: 'replace the files of an entry one after the other, without the copies that let them change together',
    },
    { name: 'no-verify', help: 'do not read back what was written' },
    {
      name: 'require',
      value: { name: 'NUMBER', type: 'text' },
      help: 'fail unless so many members, the source among them, are there and boot the same in the end',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end, and for files of the source that are being written',
    },
    {
      name: 'from',
      value: { name: 'DIR', type: 'directory' },
      help: 'mirror this directory instead of reading records',
    },
    {
      name: 'to',
      value: { name: 'DIR', type: 'directory' },
      greedy: true,
      help: 'the directories to which --from is mirrored',
    },
  ],
  exits: [
    { status: 0, when: 'every mirror that is there boots the same; a missing one is not a failure' },
    {
      status: 1,
      when: 'a mirror failed or was refused, or keeps or loses an entry that is damaged on the source, or being written; with --require, fewer members boot the same',
    },
    {
      status: 75,
      when: 'run by esp-watch: a package manager has begun since, and the rest is left for later',
    },
    { status: 2, when: 'the command line or the input was wrong' },
  ],
  examples: [
    { command: 'esp-which | esp-mirror', does: 'Make the mirrors boot the same' },
    { command: 'esp-which | esp-mirror --dry-run', does: 'Show what would be done' },
    {
      command: 'esp-mirror --from /var/tmp/staging --to /mnt/a /mnt/b',
      does: 'Mirror a staged tree to two directories',
    },
  ],
} as const satisfies CommandSpec;
