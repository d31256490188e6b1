import type { CommandSpec } from '@twinroot/lib-command';
import { blessPlanTable, blessReportTable } from './bless-table.ts';

export const spec = {
  name: 'esp-bless',
  summary: 'take the boot counter off the entry that has booted well, on each mirror',
  writes: [blessReportTable],
  changes: { plan: blessPlanTable },
  options: [
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    {
      status: 0,
      when: 'the entry has no counter on any mirror that is there and has the same entry, or this boot was not counted',
    },
    {
      status: 1,
      when: 'a mirror could not be read or written, or has no room, or the booted ESP could not be read',
    },
    { status: 2, when: 'the command line or the records were wrong' },
    {
      status: 32,
      when: 'the entry that was booted has not been found good; the machine was not booted by UEFI from a partition, or no EFI variable says so',
    },
  ],
  examples: [
    {
      command: 'esp-which | esp-bless',
      does: 'Let the mirrors know that this boot went well, after systemd-bless-boot',
    },
    { command: 'esp-bless --dry-run', does: 'Show what would be done' },
  ],
} as const satisfies CommandSpec;
