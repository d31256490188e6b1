import type { CommandSpec } from '@twinroot/lib-command';
import { seedPlanTable, seedReportTable } from './seed-table.ts';

export const spec = {
  name: 'esp-seed',
  summary: 'give each ESP of the set a random seed of its own',
  writes: [seedReportTable],
  changes: { plan: seedPlanTable },
  options: [
    { name: 'refresh', help: 'give all members a fresh seed, also those that have one of their own' },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    {
      status: 0,
      when: 'each member that is there has a seed of its own, or it is switched off, or nothing there reads one',
    },
    { status: 1, when: 'a member could not be read or written, or is no ESP' },
    { status: 2, when: 'the command line or the records were wrong' },
    {
      status: 32,
      when: 'the machine was not booted by UEFI from a partition, or no EFI variable says so',
    },
  ],
  examples: [
    {
      command: 'esp-which | esp-seed',
      does: 'Give a seed to each member that has none, or that of another one',
    },
    { command: 'esp-seed --refresh', does: 'Give all members a fresh one' },
    { command: 'esp-seed --dry-run', does: 'Show which would be written' },
  ],
} as const satisfies CommandSpec;
