import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';

export const spec = {
  name: 'esp-which',
  summary: 'say which ESP was booted and which are its mirrors',
  writes: [espSetTable],
  operands: {
    name: 'MEMBER',
    type: 'text',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    help: 'mount point, device node or PARTUUID=… of a further member of the set',
  },
  options: [
    { name: 'booted', help: 'write the booted members only' },
    { name: 'mirrors', help: 'write the mirrors only; status 32 when there is none' },
    {
      name: 'pattern',
      value: { name: 'GLOB', type: 'text' },
      repeatable: true,
      help: 'partitions mounted at such a path are members, instead of the usual paths',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds' },
      help: 'wait so long for the EFI variables and the device of the booted ESP',
    },
  ],
  exits: [
    { status: 0, when: 'the booted ESP is known' },
    {
      status: 1,
      when: 'a variable is malformed and nothing else answers, the device of the booted ESP is not there or several have its PARTUUID, or an operand names what cannot be a mirror',
    },
    { status: 2, when: 'the call was wrong' },
    {
      status: 32,
      when: 'this was not a UEFI boot from a partition, or there are no EFI variables to tell; with --mirrors, there is no mirror',
    },
  ],
  examples: [
    { command: 'esp-which', does: 'Show the set' },
    {
      command: 'esp-which --booted --no-header -o mountpoint',
      does: 'Where the booted ESP is mounted, for a shell script',
    },
    {
      command: 'esp-which PARTUUID=7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b | esp-mirror',
      does: 'Mirror to a partition that is mounted nowhere',
    },
    { command: 'esp-which --wait 10 | esp-bind /boot', does: 'At boot, while devices are still found' },
  ],
} as const satisfies CommandSpec;
