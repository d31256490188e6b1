import type { CommandSpec } from '@twinroot/lib-command';
import { rewriteTable } from '@twinroot/lib-record';

export const spec = {
  name: 'fstab-rewrite',
  summary: 'rewrite an fstab for another disk',
  filters: { text: 'an fstab', call: 'fstab-rewrite --map FILE </etc/fstab' },
  writes: [rewriteTable],
  changes: { plan: rewriteTable },
  options: [
    {
      name: 'map',
      value: { name: 'FILE', type: 'file' },
      repeatable: true,
      help: 'replace ids by this map: lines of OLD and NEW',
    },
    {
      name: 'id',
      value: { name: "'OLD NEW'", type: 'text' },
      repeatable: true,
      help: 'replace one id: UUID=…, PARTUUID=…, LABEL=…, /dev/…, or a bare one with any tag',
    },
    {
      name: 'under',
      value: { name: 'PREFIX', type: 'text' },
      help: 'move all mount points below this directory',
    },
    {
      name: 'add-option',
      value: { name: "'MOUNTPOINT OPTION'", type: 'text' },
      repeatable: true,
      help: 'add a mount option to the entries of a mount point',
    },
    {
      name: 'drop',
      value: { name: 'MOUNTPOINT', type: 'text' },
      repeatable: true,
      help: 'remove the entries of a mount point',
    },
    {
      name: 'add-peer',
      value: { name: 'PREFIX', type: 'text' },
      help: 'for each entry whose id is replaced, add one that mounts the old id below this directory, with nofail',
    },
    {
      name: 'fs-type',
      value: { name: "'MOUNTPOINT TYPE'", type: 'text' },
      repeatable: true,
      help: 'write another type of file system, and drop the options that not every type has',
    },
    {
      name: 'set',
      value: { name: "'NAME VALUE'", type: 'text' },
      repeatable: true,
      help: 'replace a variable in entries',
    },
    {
      name: 'in-place',
      value: { name: 'FILE', type: 'file' },
      help: 'rewrite this file instead of standard input',
    },
    { name: 'strict', help: 'end with status 1 if an id or a mount point was not found' },
  ],
  exits: [
    { status: 0, when: 'The fstab was written.' },
    {
      status: 1,
      when: 'It could not be written; with --strict also if something to be changed was not found.',
    },
    { status: 2, when: 'The command line or the map was wrong; nothing was written.' },
  ],
  examples: [
    {
      command: 'fstab-rewrite --map ids </etc/fstab >/mnt/root1/etc/fstab',
      does: 'Make the fstab of a clone from a map of ids',
    },
    {
      command: "fstab-rewrite --dry-run --id 'UUID=6B7E-A837 UUID=6C48-1623' </etc/fstab",
      does: 'Show which lines would change',
    },
    {
      command: 'fstab-rewrite --map ids --add-peer /mnt/root1 </etc/fstab',
      does: 'Also mount the disk that it was cloned from, if that is there',
    },
    {
      command: 'fstab-rewrite --map ids --in-place /mnt/root1/etc/fstab',
      does: 'Rewrite the fstab of a clone where it is',
    },
    {
      command: "fstab-rewrite --add-option '/efi0 nofail' --drop /boot/efi </etc/fstab",
      does: 'Add an option to one entry and drop another',
    },
  ],
} as const satisfies CommandSpec;
