import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable, syncItemTable } from '@twinroot/lib-record';
import { holdHelp } from './decide/hold-help.ts';

export const spec = {
  name: 'esp-watch',
  summary: 'write records again whenever what they describe has changed',
  reads: { table: espSetTable, pipeline: 'esp-which | esp-watch | esp-mirror' },
  writes: [espSetTable, syncItemTable],
  streams: true,
  options: [
    {
      name: 'settle',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '2' },
      help: 'how long it must be quiet before a change is written',
    },
    {
      name: 'max-wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '30' },
      help: 'how long a change waits at most until it is quiet',
    },
    {
      name: 'min-interval',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '0' },
      help: 'minimum time between two groups for the same set or item',
    },
    {
      name: 'rescan',
      value: { name: 'SECONDS', type: 'seconds' },
      help: 'how often to look for changes that no event reported; 0: never; else 900 for ESPs, never for directories',
    },
    { name: 'no-initial', help: 'do not write a group before something changes' },
    {
      name: 'hold',
      value: { name: 'LOCKS', type: 'text', byDefault: 'all' },
      help: holdHelp,
    },
    {
      name: 'hold-max',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '900' },
      help: 'how long to wait for a lock at most',
    },
    {
      name: 'retry',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '60' },
      help: 'how long after a failed run of COMMAND it is run again, then twice as long, up to an hour; 0: at the next change',
    },
    {
      name: 'exec',
      value: { name: 'COMMAND', type: 'text' },
      greedy: true,
      rest: true,
      help: 'run this for each group, with the group on its standard input, and write nothing',
    },
  ],
  exits: [
    { status: 0, when: 'a signal ended it; a change that is not written was named' },
    { status: 1, when: 'nothing can be watched, or the last run of COMMAND failed' },
    { status: 2, when: 'the command line or the input was wrong' },
  ],
  examples: [
    { command: 'esp-which | esp-watch | esp-mirror', does: 'Keep the mirrors up to date' },
    {
      command: 'tree-items | esp-watch | tree-mirror',
      does: 'Keep directories up to date, each with its own delay',
    },
    {
      command: 'esp-which | esp-watch --no-initial --exec logger -t esp changed',
      does: 'Log to the journal when the booted ESP changes',
    },
  ],
} as const satisfies CommandSpec;
