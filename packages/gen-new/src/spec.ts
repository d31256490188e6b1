import type { CommandSpec } from '@twinroot/lib-command';
import { generationPlanTable, generationTable } from '@twinroot/lib-record';

export const spec = {
  name: 'gen-new',
  summary: 'make a generation of the root, and run a command in it',
  writes: [generationTable],
  changes: { plan: generationPlanTable },
  operands: {
    name: 'COMMAND',
    type: 'text',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    isCommand: true,
    help: 'what is run in the new generation, with its arguments: an upgrade; all that follows its first word is its own, options too',
  },
  options: [
    {
      name: 'base',
      value: { name: 'GENERATION', type: 'text', byDefault: 'current' },
      help: 'of what a snapshot is made: what current/0 leads to, what the machine runs from, or an id: current, booted, or ID',
    },
    {
      name: 'keep',
      help: 'give it a file keep, so that gen-prune never takes it',
    },
    {
      name: 'init',
      help: 'make the tree of generations, with a first one out of the root that runs, or an empty one on an empty btrfs',
    },
    {
      name: 'top',
      value: { name: 'DIR', type: 'directory' },
      help: 'where the top of the btrfs is mounted, as the machine below the sysroot names it; without, that of the root is mounted for the run, and nobody else sees it',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '300' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    { status: 0, when: 'the generation is there, is sealed, and was written' },
    {
      status: 1,
      when: 'nothing is left of it: COMMAND failed, or something lacks; or it is sealed and was written, and something in /etc was changed in both, which was named',
    },
    { status: 2, when: 'the command line was wrong' },
    {
      status: 32,
      when: 'COMMAND ended with 32, by which it says that there is nothing to do: nothing is left; or the root is no btrfs, or its top has no directory snapshots: --init makes it',
    },
  ],
  examples: [
    {
      command: "gen-new -- sh -c 'apt-get update && apt-get --yes full-upgrade' | gen-switch",
      does: 'Upgrade Debian: the next boot starts from the new generation',
    },
    { command: 'gen-new -- apk upgrade | gen-switch', does: 'The same for Alpine' },
    { command: 'gen-new -- pacman -Syu --noconfirm | gen-switch', does: 'The same for Arch' },
    { command: 'gen-new --base booted', does: 'Seal a copy of what runs, whatever current/0 is' },
    { command: 'gen-new --init', does: 'Begin: a tree of generations out of the root that runs' },
  ],
} as const satisfies CommandSpec;
