import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';

export const spec = {
  name: 'esp-wait',
  summary: 'wait for the missing members of an ESP set',
  reads: { table: espSetTable, pipeline: 'esp-which | esp-wait | esp-mirror' },
  writes: [espSetTable],
  options: [
    {
      name: 'timeout',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '30' },
      help: 'how long to wait for the members of a set at most; 0: look once',
    },
  ],
  exits: [
    { status: 0, when: 'all members are there' },
    { status: 1, when: 'the machine could not be read' },
    { status: 2, when: 'the command line or the records were wrong' },
    { status: 32, when: 'a member was still missing when the time was over; the set was written' },
  ],
  examples: [
    {
      command: 'esp-which | esp-wait | esp-mirror',
      does: 'Mirror to a disk that is being plugged in, as soon as it is there',
    },
    {
      command: 'esp-which | esp-wait --timeout 0 >/dev/null',
      does: 'Ask whether all members are there, by the status',
    },
  ],
} as const satisfies CommandSpec;
