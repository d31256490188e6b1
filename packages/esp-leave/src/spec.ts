import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable, memberPlanTable } from '@twinroot/lib-record';

export const spec = {
  name: 'esp-leave',
  summary: 'take members out of the ESP set, also those whose disk is gone',
  writes: [espSetTable],
  changes: { plan: memberPlanTable },
  operands: {
    name: 'MEMBER',
    type: 'text',
    min: 1,
    max: Number.POSITIVE_INFINITY,
    help: 'PARTUUID=…, device node or mount point of a mirror',
  },
  options: [
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    { status: 0, when: 'the members have left, now or before, and the set was written' },
    {
      status: 1,
      when: 'a MEMBER is not one of the set, or is the booted one, or the booted ESP could not be read or written: no member was changed; or they have left, and the set could not be written to standard output',
    },
    { status: 2, when: 'the command line or the records were wrong' },
    {
      status: 32,
      when: 'the machine was not booted by UEFI from a partition, or no EFI variable says so',
    },
  ],
  examples: [
    {
      command: 'esp-leave PARTUUID=7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
      does: 'Take out a member whose disk is dead',
    },
    {
      command: 'esp-which | esp-leave /boot/efi2 | esp-mirror',
      does: 'Take out the one that is mounted there, and let the other mirrors know at once',
    },
    { command: 'esp-leave --dry-run /dev/sdb1', does: 'Show what would be different' },
  ],
} as const satisfies CommandSpec;
