import type { CommandSpec } from '@twinroot/lib-command';
import { machineTable } from '@twinroot/lib-record';
import { checkTable } from './check-table.ts';

export const spec = {
  name: 'esp-check',
  summary: 'tell whether the machine comes up from each member of its ESP set alone',
  writes: [checkTable, machineTable],
  instead: { gather: machineTable },
  options: [
    {
      name: 'without',
      value: { name: 'DISK', type: 'text' },
      repeatable: true,
      help: 'ask what is when this disk is lost, and no other',
    },
    {
      name: 'member',
      value: { name: 'MEMBER', type: 'text' },
      repeatable: true,
      help: 'tell of this member only: PARTUUID=…, device node or mount point',
    },
    { name: 'scrub', help: 'read every file, and compare it with the manifest' },
    { name: 'strict', help: 'what is not known is taken for a no' },
    {
      name: 'summary',
      help: 'write one line a member for people, in place of records; with --json the verdicts',
    },
    { name: 'gather', help: 'write what the machine is like, without secrets, and judge nothing' },
    {
      name: 'from',
      value: { name: 'FILE', type: 'file' },
      help: 'judge what --gather wrote to this file, of any machine; - is standard input',
    },
    {
      name: 'metrics',
      value: { name: 'FILE', type: 'file' },
      help: "write what was found for Prometheus' node_exporter (textfile) as well",
    },
    {
      name: 'motd',
      value: { name: 'FILE', type: 'file' },
      help: 'write the summary to this file where something is not well, and remove it where all is',
    },
  ],
  exits: [
    { status: 0, when: 'the machine comes up from each member' },
    { status: 1, when: 'of a member it could not be told, or something failed' },
    { status: 2, when: 'the command line or the records were wrong' },
    {
      status: 32,
      when: 'from a member it would not come up, or it was not booted by UEFI from a partition',
    },
  ],
  examples: [
    {
      command: 'esp-which | esp-check --summary',
      does: 'Ask whether the machine comes up when any of its disks dies',
    },
    {
      command: 'esp-which | esp-check --without /dev/sda',
      does: 'Ask what happens when that disk dies',
    },
    {
      command: 'esp-which | esp-check --gather >machine.txt',
      does: 'Write what is known of the machine, for a bug report',
    },
    { command: 'esp-check --from machine.txt --json', does: 'Judge it elsewhere' },
  ],
} as const satisfies CommandSpec;
