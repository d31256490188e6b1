import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable, syncItemTable } from '@twinroot/lib-record';

export const spec = {
  name: 'esp-watch',
  summary: 'write records again whenever what they stand for has changed',
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
      help: 'how long a change waits at most for quiet',
    },
    {
      name: 'min-interval',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '0' },
      help: 'least time between two groups for the same',
    },
    {
      name: 'rescan',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '900' },
      help: 'how often to look for changes that no event reported; 0: never',
    },
    { name: 'no-initial', help: 'write no group before something changes' },
    {
      name: 'hold',
      value: { name: 'LOCKS', type: 'text', byDefault: 'all' },
      help: 'whose locks to wait for: pacman, dpkg, rpm, kernel-install, separated by commas; all; none',
    },
    {
      name: 'hold-max',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '900' },
      help: 'how long a lock is waited for at most',
    },
    {
      name: 'exec',
      value: { name: 'COMMAND', type: 'text' },
      greedy: true,
      rest: true,
      help: 'run this for each group, the group on its standard input, and write none',
    },
  ],
  exits: [
    { status: 0, when: 'a signal ended it, and nothing was left behind' },
    { status: 1, when: 'nothing can be watched, or the last run of COMMAND failed' },
    { status: 2, when: 'the call or the input was wrong' },
  ],
  examples: [
    { command: 'esp-which | esp-watch | esp-mirror', does: 'Keep the mirrors the same forever' },
    {
      command: 'tree-items | esp-watch | tree-mirror',
      does: 'Keep directories the same, each with its own delay',
    },
    {
      command: 'esp-which | esp-watch --no-initial --exec logger -t esp changed',
      does: 'Note in the journal when the booted ESP changes',
    },
  ],
} as const satisfies CommandSpec;
