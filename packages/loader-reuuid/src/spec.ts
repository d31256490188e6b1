import type { CommandSpec } from '@twinroot/lib-command';
import { rewriteTable } from '@twinroot/lib-record';
import { textFormats } from './formats.ts';

export const spec = {
  name: 'loader-reuuid',
  summary: 'rewrite boot entries, and other texts that name disks, for another disk',
  filters: { text: 'a boot entry', call: 'loader-reuuid --map FILE <entry.conf' },
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
      name: 'rootflags',
      value: { name: "'OLD NEW'", type: 'text' },
      repeatable: true,
      help: 'replace one option of rootflags=',
    },
    {
      name: 'rootfstype',
      value: { name: 'TYPE', type: 'text' },
      help: 'the root is of this type: write it into rootfstype=, drop options of rootflags= that not every type has',
    },
    {
      name: 'title-prefix',
      value: { name: 'TEXT', type: 'text' },
      help: 'put this before the title, unless it is already there',
    },
    {
      name: 'format',
      value: { name: 'FORMAT', type: 'text', values: textFormats },
      help: 'what the text is: entry for standard input, and found by the name of a file, unless this says so',
    },
    {
      name: 'cmdline',
      help: 'the text is a kernel command line, like /etc/kernel/cmdline: --format cmdline',
    },
    {
      name: 'in-place',
      value: { name: 'FILE', type: 'file' },
      greedy: true,
      help: 'rewrite these files, and the *.conf files of directories, instead of standard input',
    },
    {
      name: 'strict',
      help: 'end with status 1 if something to be replaced was not found; of what disk-map wrote, if nothing was',
    },
  ],
  exits: [
    { status: 0, when: 'The text was written.' },
    {
      status: 1,
      when: 'It could not be written; with --in-place, not all files could be written. With --strict also if something was not found.',
    },
    { status: 2, when: 'The command line or the map was wrong; nothing was written.' },
  ],
  examples: [
    {
      command: 'loader-reuuid --map ids <arch.conf >/mnt/root1/boot/loader/entries/arch.conf',
      does: 'Make the entry of a clone from a map of ids',
    },
    {
      command: "loader-reuuid --map ids --title-prefix 'Disk 2: ' --in-place /mnt/root1/boot/loader/entries",
      does: 'Rewrite all entries of a clone and mark their titles',
    },
    {
      command: 'loader-reuuid --map ids --cmdline --in-place /mnt/root1/etc/kernel/cmdline',
      does: 'Rewrite the command line from which its next entries are made',
    },
    {
      command: 'loader-reuuid --map ids --in-place /mnt/root1/boot/limine.conf /mnt/root1/etc/default/limine',
      does: 'Rewrite what another boot loader reads, and what makes it anew',
    },
    {
      command: 'loader-reuuid --map ids --format grub <grub.cfg >/mnt/root1/boot/grub/grub.cfg',
      does: "Rewrite GRUB's script as a filter",
    },
    {
      command: 'loader-reuuid --map ids --dry-run --in-place /boot/loader/entries',
      does: 'Show what would change',
    },
  ],
} as const satisfies CommandSpec;
