import type { CommandSpec } from '@twinroot/lib-command';
import { bootTable } from './boot-table.ts';
import { firmwarePlanTable } from './plan-table.ts';
import { firmwareReportTable } from './report-table.ts';

export const spec = {
  name: 'esp-firmware',
  summary: 'give each ESP of the set a boot option of the firmware',
  writes: [firmwareReportTable, bootTable],
  instead: { record: bootTable },
  changes: { plan: firmwarePlanTable },
  options: [
    { name: 'prune', help: 'take out options of a member that do what another one of it does' },
    {
      name: 'next',
      value: { name: 'MEMBER', type: 'text' },
      help: 'make no option: boot this member once, at the next boot; PARTUUID=…, device node or mount point',
    },
    { name: 'cancel', help: 'make no option: take back what --next asked for' },
    {
      name: 'record',
      help: 'make no option: note which member this boot came from, and whether it is the one that --next asked for',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    {
      status: 0,
      when: 'each ESP that is there has a boot option in BootOrder, or this firmware is known not to keep it, or somebody has switched it off',
    },
    {
      status: 1,
      when: 'an option could not be made, was not kept, or its loader is not on its member; the others were made. With --next, MEMBER would not boot, or cannot be tried; with --record, this boot is not from the member that was asked for',
    },
    { status: 2, when: 'the command line or the records were wrong' },
    {
      status: 32,
      when: 'there are no EFI variables, or they are read-only: a BIOS, a container; or no EFI variable says what was booted',
    },
  ],
  examples: [
    { command: 'esp-which | esp-firmware', does: 'Let the firmware boot each disk' },
    { command: 'esp-which | esp-firmware --dry-run', does: 'Show what would be written' },
    {
      command: 'esp-format /dev/sdb | esp-join | esp-mirror && esp-firmware',
      does: 'Take in a disk, and let the firmware boot it',
    },
    { command: 'esp-which | esp-firmware --next /efi1', does: 'Try the other disk at the next boot, once' },
  ],
} as const satisfies CommandSpec;
