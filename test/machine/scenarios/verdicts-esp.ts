import { verdicts } from '../stories/verdicts.ts';

/** What is wrong with the mirror is no matter to the first disk, which is booted once to show it. */
const spoiled = (check: string) => ({ disk1: check });
const neither = { disk0: null, disk1: null };

export const scenario = verdicts('what esp-check says of an ESP, and what happens without the other disk', [
  { what: 'nothing is wrong', script: '', alone: neither },
  {
    what: 'the kernel is gone from the mirror',
    script: 'rm "$two/linux"',
    alone: { disk0: null, disk1: 'entries' },
  },
  {
    what: 'the kernel on the mirror is cut',
    script: 'truncate -s 4M "$two/linux"',
    alone: spoiled('entries'),
  },
  {
    what: 'the loaders on the mirror are cut',
    script: 'truncate -s 20000 /efi1/EFI/BOOT/BOOTX64.EFI /efi1/EFI/systemd/systemd-bootx64.efi',
    alone: spoiled('loader'),
  },
  {
    what: 'the initrd on the mirror is cut in half',
    script: 'truncate -s $(($(stat -c %s "$two/$initrd") / 2)) "$two/$initrd"',
    alone: { disk1: 'unknown' },
  },
  {
    what: 'the initrd is gone from the mirror',
    script: 'rm "$two/$initrd"',
    alone: spoiled('entries'),
  },
  { what: 'the mirror has no entry', script: 'rm "/efi1/$entry"', alone: spoiled('entries') },
  {
    what: 'the default of loader.conf is not there',
    script: 'for esp in /efi0 /efi1; do echo "default gone-*" >>$esp/loader/loader.conf; done',
    alone: neither,
  },
  {
    what: 'an entry has two names, one of them without tries',
    script: 'cp "/efi1/$entry" "/efi1/${entry%.conf}+0-3.conf"',
    alone: { disk1: null },
  },
  {
    what: 'the only entry of the mirror has no tries left',
    script: 'mv "/efi1/$entry" "/efi1/${entry%.conf}+0-3.conf"',
    alone: { disk1: null },
  },
]);
