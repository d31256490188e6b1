import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable, registryTable } from '@twinroot/lib-record';

export const spec = {
  name: 'esp-which',
  summary: 'show which ESP was booted and which are its mirrors',
  writes: [espSetTable, registryTable],
  instead: { registry: registryTable },
  operands: {
    name: 'MEMBER',
    type: 'text',
    min: 0,
    max: Number.POSITIVE_INFINITY,
    help: 'mount point, device node or PARTUUID=… of another member of the set',
  },
  options: [
    { name: 'booted', help: 'write only the booted members' },
    { name: 'mirrors', help: 'write only the mirrors; status 32 if there are none' },
    { name: 'registry', help: 'write the registry of the source instead; status 32 if it has none' },
    {
      name: 'pattern',
      value: { name: 'GLOB', type: 'text' },
      repeatable: true,
      help: 'look for members mounted at such paths, instead of the usual ones',
    },
    {
      name: 'source',
      value: { name: 'MEMBER', type: 'text' },
      help: 'the set is mirrored from this member, not from the booted one',
    },
    { name: 'removable', help: 'take a MEMBER that says that it is removable for a disk' },
    {
      name: 'force',
      help: 'find mirrors even from a removable disk, in a live system, or in a chroot',
    },
    {
      name: 'require',
      value: { name: 'NUMBER', type: 'text' },
      help: 'fail, but write the set, unless so many members are there; fstab: as many as fstab names',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds' },
      help: 'how long to wait for the EFI variables and the device of the booted ESP',
    },
  ],
  exits: [
    { status: 0, when: 'the booted ESP is known, or the source is there' },
    {
      status: 1,
      when: 'a variable is malformed and no other gives the answer, no device or several devices have the PARTUUID of the booted ESP, or an operand cannot be a mirror, or the source cannot be one; with --require, fewer members are there; with --registry, it is damaged, of another format, or cannot be read',
    },
    { status: 2, when: 'the command line was wrong' },
    {
      status: 32,
      when: 'the machine was not booted by UEFI from a partition, or no EFI variable says so; with --mirrors, there is no mirror; with --registry, there is none',
    },
  ],
  examples: [
    { command: 'esp-which', does: 'Show the set' },
    {
      command: 'esp-which --booted --no-header -o mountpoint',
      does: 'Print where the booted ESP is mounted, for a shell script',
    },
    {
      command: 'esp-which PARTUUID=7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b | esp-mirror',
      does: 'Mirror to a partition that is not mounted',
    },
    {
      command: 'esp-which --source /dev/sda1 /dev/sdb1 | esp-mirror',
      does: 'Mend the second disk of a machine from a rescue stick',
    },
    {
      command: 'esp-which --registry --json | jq \'.lines[] | select(.item == "generation").number\'',
      does: 'Print which generation the booted ESP has',
    },
    {
      command: 'esp-which --wait 10 | esp-bind /boot',
      does: 'Use it at boot, while devices are still appearing',
    },
  ],
} as const satisfies CommandSpec;
