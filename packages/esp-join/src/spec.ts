import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable, memberPlanTable } from '@twinroot/lib-record';

export const spec = {
  name: 'esp-join',
  summary: 'take partitions into the ESP set as mirrors',
  writes: [espSetTable],
  changes: { plan: memberPlanTable },
  operands: {
    name: 'MEMBER',
    type: 'text',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    help: 'PARTUUID=…, device node or mount point; without any, the mirrors on standard input that are not members yet',
  },
  options: [
    {
      name: 'replace',
      value: { name: 'OLD', type: 'text' },
      repeatable: true,
      help: 'take out this member, whose disk may be gone, in the same step',
    },
    {
      name: 'take-over',
      help: 'take a MEMBER that belongs to another set: its registry is removed',
    },
    { name: 'removable', help: 'take a MEMBER that says that it is removable' },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    { status: 0, when: 'the members have joined, now or before, and the set was written' },
    {
      status: 1,
      when: 'a MEMBER cannot be a mirror, is in another set or too small, OLD is not a member, or the booted ESP could not be read or written: no member was changed; or they have joined, and the set could not be written to standard output',
    },
    { status: 2, when: 'the command line or the records were wrong' },
    {
      status: 32,
      when: 'the machine was not booted by UEFI from a partition, or no EFI variable says so',
    },
  ],
  examples: [
    { command: 'esp-join /dev/sdb1 | esp-mirror', does: 'Take in a partition, and make it boot the same' },
    {
      command:
        'esp-format /dev/sdb | esp-join --replace PARTUUID=7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b | esp-mirror',
      does: 'Replace a dead disk by a blank one',
    },
    { command: 'esp-join --dry-run /dev/sdb1', does: 'Show what would be different' },
  ],
} as const satisfies CommandSpec;
