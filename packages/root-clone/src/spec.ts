import type { CommandSpec } from '@twinroot/lib-command';
import { idMapTable } from '@twinroot/lib-record';
import { clonePlanTable } from './plan-table.ts';
import { cloneReportTable } from './report-table.ts';

export const spec = {
  name: 'root-clone',
  summary: 'copy a running or template root onto another disk, ready to boot',
  reads: {
    table: idMapTable,
    pipeline: 'disk-map /dev/sda /dev/sdb | root-clone --to /mnt/root1',
    unless: 'map',
  },
  writes: [cloneReportTable],
  changes: { plan: clonePlanTable },
  options: [
    {
      name: 'map',
      value: { name: 'FILE', type: 'file' },
      repeatable: true,
      help: 'read the map of ids from this file instead of standard input',
    },
    {
      name: 'to',
      value: { name: 'DIR', type: 'directory' },
      help: 'where the file systems of the other disk are mounted; required',
    },
    {
      name: 'from',
      value: { name: '[HOST:]DIR', type: 'text', byDefault: '/' },
      help: 'the root to clone, on this machine or by ssh on another',
    },
    {
      name: 'template',
      help: 'make another machine: the identity of the source is not carried over',
    },
    {
      name: 'hostname',
      value: { name: 'NAME', type: 'text' },
      help: 'with --template, the host name of the new machine',
    },
    {
      name: 'mount',
      help: 'mount the file systems of the other disk according to the map, and unmount them at the end',
    },
    {
      name: 'add-peer',
      value: { name: 'PREFIX', type: 'text' },
      help: 'make the fstab of each disk mount the other disk below this directory, with nofail',
    },
    {
      name: 'keep',
      value: { name: 'ID', type: 'text' },
      repeatable: true,
      help: 'leave this id unchanged although it is not in the map',
    },
    {
      name: 'exclude',
      value: { name: 'PATTERN', type: 'text' },
      repeatable: true,
      help: 'neither copy nor delete what matches this rsync pattern, which is anchored in the root of the source; files that name ids are still made',
    },
    {
      name: 'max-delete',
      value: { name: 'PERCENT', type: 'percent' },
      help: 'refuse to delete more of a file system of the clone in one run; the default is 50, and 100 is no limit',
    },
    { name: 'allow-empty', help: 'let an empty file system of the source empty that of the clone' },
    {
      name: 'title-prefix',
      value: { name: 'TEXT', type: 'text' },
      help: "put this before the titles of the clone's boot entries; the default is '[clone] ', with --template nothing",
    },
    {
      name: 'own-title-prefix',
      value: { name: 'TEXT', type: 'text' },
      help: "put this before the titles of the source's own boot entries; in the clone, --title-prefix takes its place",
    },
    {
      name: 'label',
      value: { name: 'TEXT', type: 'text' },
      help: "name of the firmware's boot entry for the clone; the default is 'Linux (clone)', with --template 'Linux'",
    },
    {
      name: 'rebuild-uki',
      help: 'rebuild unified kernel images that name an old id, with ukify',
    },
    {
      name: 'rebuild-initrd',
      help: "rebuild initrds that name an old id, in a chroot of the clone, with the clone's own mkinitramfs, dracut or mkinitcpio",
    },
    { name: 'first', help: "put the firmware's entry first in the boot order, not after the current one" },
    { name: 'no-firmware', help: 'leave the boot entries of the firmware alone' },
    {
      name: 'hold',
      value: { name: 'NAMES', type: 'text', byDefault: 'none' },
      help: 'before anything is copied, wait for whoever is installing packages: all, or those that esp-watch knows, separated by commas',
    },
    {
      name: 'wait',
      value: { name: 'SECONDS', type: 'seconds', byDefault: '10' },
      help: 'how long to wait for another run to end',
    },
  ],
  exits: [
    { status: 0, when: 'the clone is complete' },
    {
      status: 1,
      when: 'it was refused, or a step failed; the steps after a failed one were not begun, except those that only examine',
    },
    { status: 2, when: 'the command line or the map was wrong' },
  ],
  examples: [
    {
      command: 'disk-map /dev/sda /dev/sdb | root-clone --mount --to /mnt/root1 --add-peer /mnt/root1',
      does: 'Clone the running system onto the second disk',
    },
    {
      command: 'disk-map /dev/sda /dev/sdb | root-clone --mount --to /mnt/root1 --dry-run',
      does: 'Show the steps',
    },
    {
      command: 'root-clone --template --map ids --from root@golden:/ --to /mnt/new --hostname web3',
      does: 'Install a machine from another one, by ssh',
    },
  ],
} as const satisfies CommandSpec;
