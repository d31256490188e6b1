import type { CommandSpec } from '@twinroot/lib-command';
import { generationPlanTable, generationTable } from '@twinroot/lib-record';

export const spec = {
  name: 'gen-switch',
  summary: 'boot another generation of the root from now on',
  reads: { table: generationTable, pipeline: 'gen-new | gen-switch', unless: 'previous' },
  writes: [generationTable],
  changes: { plan: generationPlanTable },
  operands: {
    name: 'ID',
    type: 'text',
    min: 0,
    max: 1,
    help: 'the generation; without, and without --previous, its record is read from standard input',
  },
  options: [
    { name: 'previous', help: 'the newest one of the current links that is another than current/0' },
    {
      name: 'next-boot',
      help: 'only the next boot is of it: it is published, and `current` and what is booted later stay',
    },
    {
      name: 'refind',
      help: 'write static stanzas for refind.conf that boot current/0 and those before it, and change nothing',
    },
    {
      name: 'source',
      value: { name: 'MEMBER', type: 'text' },
      help: 'publish on this ESP and mirror it, in place of the booted one: mount point, device node or PARTUUID=…; in a live system or a chroot, whose booted ESP is not that of the machine',
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
    {
      status: 0,
      when: 'the generation is on all members that are there, and current leads to it, now or before',
    },
    {
      status: 1,
      when: 'there is no such generation, or it is not whole, or its image cannot be built, or a member or the btrfs has no room: nothing was changed, and a dry run has written the plan all the same; or it could not be published on all members, and current is as it was; or the switch was made, and a setting of the boot loader boots another entry',
    },
    { status: 2, when: 'the command line or the records were wrong' },
    { status: 32, when: 'the root is no btrfs, or its top has no directory snapshots' },
  ],
  examples: [
    { command: 'gen-switch 20260102030405AbCdEfGh', does: 'Boot this generation from now on' },
    { command: 'gen-new -- apk upgrade | gen-switch', does: 'Upgrade in a new generation, and switch to it' },
    { command: 'gen-switch --previous', does: 'Go back to the one before' },
    { command: 'gen-switch --next-boot 20260102030405AbCdEfGh', does: 'Try it once' },
    {
      command: 'gen-switch --refind >/efi/EFI/refind/generations.conf',
      does: 'Write stanzas for rEFInd, once',
    },
  ],
} as const satisfies CommandSpec;
